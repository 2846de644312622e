package io.veiltun.maybenot.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.Validation;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * Untrusted bytes at every layer. The build only repeats the inputs kept beside the tests, in an
 * execution of their own. To search for new ones, one test at a time, until stopped:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn -pl maybenot-machines test-compile surefire:test@fuzz \
 *     -Dtest='MachineFormatFuzzTest#anyPayload'
 * </pre>
 */
@Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MachineFormatFuzzTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @FuzzTest(maxDuration = "8h")
  void anyString(byte[] input) {
    String string = new String(input, StandardCharsets.ISO_8859_1);
    bounded(MachineFormat.MAX_PAYLOAD, () -> same(MachineFormat.decode(string)));
  }

  @FuzzTest(maxDuration = "8h")
  void anyStream(byte[] stream) {
    String string = "02" + Base64.getEncoder().encodeToString(stream);
    bounded(MachineFormat.MAX_PAYLOAD, () -> same(MachineFormat.decode(string)));
  }

  @FuzzTest(maxDuration = "8h")
  void anyPayload(byte[] payload) {
    bounded(payload.length, () -> same(MachineFormat.parsePayload(payload)));
  }

  @FuzzTest(maxDuration = "8h")
  void anyLegacyPayload(byte[] payload) {
    bounded(payload.length, () -> same(new LegacyReader(payload).machine().machine()));
  }

  /** What was read can be written and read again, and is judged alike. */
  private static void same(Machine machine) throws InvalidMachineException {
    byte[] payload = MachineFormat.payload(machine);
    if (payload.length > MachineFormat.MAX_PAYLOAD) {
      return;
    }
    assertThat(MachineFormat.parsePayload(payload)).isEqualTo(machine);
    String string = MachineFormat.encode(machine);
    assertThat(MachineFormat.parse(string)).isEqualTo(machine);
    Validation.check(machine);
    assertThat(MachineFormat.decode(string)).isEqualTo(machine);
  }

  private interface Reading {
    void run() throws InvalidMachineException;
  }

  /** Refusing is fine; another exception is not, nor memory out of proportion to {@code size}. */
  private static void bounded(int size, Reading reading) {
    long limit = 2_000_000 + 1000L * size;
    // The first reading may load classes.
    if (allocated(reading) > limit) {
      assertThat(allocated(reading)).isLessThan(limit);
    }
  }

  private static long allocated(Reading reading) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reading.run();
    } catch (InvalidMachineException e) {
      assertThat(e.getMessage()).isNotNull().doesNotContain("\n").hasSizeLessThan(300);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
