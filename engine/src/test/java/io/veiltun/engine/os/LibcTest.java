package io.veiltun.engine.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibcTest {
  private static final int RDWR = 2;

  @Test
  void failuresAreNegatedErrnos() {
    assertThat(Libc.open("/nonexistent/file", RDWR)).isEqualTo(-Errno.ENOENT);
    assertThat(Libc.close(-1)).isEqualTo(-9);
    assertThat(Libc.ioctl(-1, 0x8913, 0)).isEqualTo(-9);
    assertThat(Errno.text(-Errno.EAGAIN)).endsWith("(errno 11)");
  }

  @Test
  void vectorsAreWrittenInOrderAndReadBack(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("vectors"));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocateFrom("headpayload");
      MemorySegment iov = arena.allocate(2L * Layouts.IOVEC, 8);
      vector(iov, 0, data.address(), 4);
      vector(iov, 1, data.address() + 4, 7);
      int fd = Libc.open(file.toString(), RDWR);
      assertThat(Libc.writev(fd, iov.address(), 2)).isEqualTo(11);
      assertThat(Libc.close(fd)).isZero();
      assertThat(file).hasContent("headpayload");

      fd = Libc.open(file.toString(), RDWR);
      MemorySegment back = arena.allocate(11);
      vector(iov, 0, back.address() + 4, 7);
      vector(iov, 1, back.address(), 4);
      assertThat(Libc.readv(fd, iov.address(), 2)).isEqualTo(11);
      assertThat(new String(back.toArray(JAVA_BYTE), java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("loadheadpay");
      assertThat(Libc.close(fd)).isZero();
    }
  }

  @Test
  void bootClockRunsForwardWithTheSystemsMonotonicClock() {
    BootClock clock = new BootClock();
    long bootStart = clock.nanos();
    long start = System.nanoTime();
    while (System.nanoTime() - start < 5_000_000) {
      Thread.onSpinWait();
    }
    assertThat(clock.nanos() - bootStart).isGreaterThanOrEqualTo(5_000_000);
  }

  private static void vector(MemorySegment iov, int index, long base, long length) {
    iov.set(JAVA_LONG, (long) index * Layouts.IOVEC, base);
    iov.set(JAVA_LONG, (long) index * Layouts.IOVEC + Layouts.IOVEC_LENGTH, length);
  }
}
