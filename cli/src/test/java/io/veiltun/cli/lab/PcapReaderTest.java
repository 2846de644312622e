package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapReaderTest {
  private static final int MICROSECONDS = 0xa1b2c3d4;
  private static final int ETHERNET = 1;
  private static final long TIME = 1_700_000_000_123_456_000L;

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsReadWithTimesSizesAndDirections() throws IOException {
    Path file = folder.resolve("written.pcap");
    try (PcapFile pcap = new PcapFile(file, 1 << 16)) {
      pcap.write(ByteBuffer.wrap(udp(1, 2, 100)), 114, TIME, true);
      pcap.write(ByteBuffer.wrap(udp(2, 1, 60)), 74, TIME + 7, true);
    }

    PcapReader reader = PcapReader.read(file, "10.0.0.1");

    Flow.Key there = new Flow.Key(Protocol.UDP, "10.0.0.1", 1001, "10.0.0.2", 1002);
    Flow.Key back = new Flow.Key(Protocol.UDP, "10.0.0.2", 1002, "10.0.0.1", 1001);
    assertThat(reader.packets())
        .containsExactly(
            new CapturedPacket(TIME, 100, true, there),
            new CapturedPacket(TIME + 7, 60, false, back));
    assertThat(reader.flows()).extracting(Flow::bytes).containsExactly(100L, 60L);
    assertThat(reader.missed()).isZero();
  }

  @Test
  void bothByteOrdersAndMicrosecondsAreRead() throws IOException {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      Path file = write(file(order, MICROSECONDS, ETHERNET, 500));
      assertThat(PcapReader.read(file, "").packets())
          .singleElement()
          .returns(TIME, CapturedPacket::timeNanos)
          .returns(500, CapturedPacket::length);
    }
  }

  @Test
  void aPacketThatIsStillBeingWrittenEndsTheFile() throws IOException {
    byte[] whole = file(ByteOrder.LITTLE_ENDIAN, MICROSECONDS, ETHERNET, 100);
    for (int length = 24; length < whole.length; length++) {
      Path file = write(Arrays.copyOf(whole, length));
      assertThat(PcapReader.read(file, "").packets()).as("%d bytes", length).isEmpty();
    }
  }

  @Test
  void whatIsNoCaptureIsRefusedByName() throws IOException {
    for (byte[] content :
        List.of(
            new byte[0],
            new byte[23],
            new byte[24],
            file(ByteOrder.LITTLE_ENDIAN, MICROSECONDS, 113, 100))) {
      Path file = write(content);
      assertThatThrownBy(() -> PcapReader.read(file, ""))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(file.toString());
    }
  }

  @Test
  void lengthsThatContradictThemselvesEndTheFile() throws IOException {
    byte[] file = file(ByteOrder.LITTLE_ENDIAN, MICROSECONDS, ETHERNET, 100);
    for (int kept : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(32, kept);
      assertThat(PcapReader.read(write(file), "").packets()).isEmpty();
    }
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(Files.createTempFile(folder, "capture", ".pcap"), content);
  }

  /**
   * A capture with one UDP datagram of {@code length} bytes, of which only the headers are kept.
   */
  static byte[] file(ByteOrder order, int magic, int linkType, int length) {
    byte[] frame = Arrays.copyOf(udp(1, 2, length), 42);
    ByteBuffer file = ByteBuffer.allocate(40 + frame.length).order(order);
    file.putInt(magic).putShort((short) 2).putShort((short) 4).putLong(0).putInt(42);
    file.putInt(linkType).putInt((int) (TIME / 1_000_000_000)).putInt(123_456);
    return file.putInt(frame.length).putInt(14 + length).put(frame).array();
  }

  /** An Ethernet frame with an IPv4 packet of {@code length} bytes. */
  private static byte[] udp(int from, int to, int length) {
    ByteBuffer frame = ByteBuffer.allocate(14 + length);
    frame.putShort(12, (short) 0x0800).position(14);
    frame.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0);
    frame.put((byte) 64).put((byte) 17).putShort((short) 0);
    frame.put(new byte[] {10, 0, 0, (byte) from, 10, 0, 0, (byte) to});
    frame.putShort((short) (1000 + from)).putShort((short) (1000 + to));
    return frame.array();
  }
}
