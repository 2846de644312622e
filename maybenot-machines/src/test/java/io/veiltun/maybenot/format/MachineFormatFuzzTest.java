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

/**
 * Untrusted bytes at every layer. The build only repeats the inputs kept beside the tests, in an
 * execution of their own. Stopping a search by a signal leaves an input named a crash: it is one
 * only if it fails again. To search for half an hour, one test at a time:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn -pl maybenot-machines test-compile surefire:test@fuzz \
 *     -Dtest='MachineFormatFuzzTest#anyPayload' -Djunit.jupiter.execution.timeout.mode=disabled
 * </pre>
 *
 * The build's timeout is for one test; in a search it would end the search as a whole.
 */
class MachineFormatFuzzTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @FuzzTest(maxDuration = "30m")
  void anyString(byte[] input) {
    String string = new String(input, StandardCharsets.ISO_8859_1);
    bounded(MachineFormat.MAX_PAYLOAD, () -> same(MachineFormat.decode(string)));
  }

  @FuzzTest(maxDuration = "30m")
  void anyStream(byte[] stream) {
    String string = "02" + Base64.getEncoder().encodeToString(stream);
    bounded(MachineFormat.MAX_PAYLOAD, () -> same(MachineFormat.decode(string)));
  }

  @FuzzTest(maxDuration = "30m")
  void anyPayload(byte[] payload) {
    bounded(payload.length, () -> same(MachineFormat.parsePayload(payload)));
  }

  @FuzzTest(maxDuration = "30m")
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

  /** Refusing is fine; another exception is not, nor memory or time out of proportion. */
  private static void bounded(int size, Reading reading) {
    Cost most = new Cost(2_000_000 + 1000L * size, 5_000_000_000L);
    // The first reading may load classes.
    if (!cost(reading).within(most)) {
      assertThat(cost(reading)).matches(cost -> cost.within(most), "at most " + most);
    }
  }

  private record Cost(long allocated, long cpuNanos) {
    boolean within(Cost most) {
      return allocated <= most.allocated && cpuNanos <= most.cpuNanos;
    }
  }

  private static Cost cost(Reading reading) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long cpu = THREADS.getCurrentThreadCpuTime();
    try {
      reading.run();
    } catch (InvalidMachineException e) {
      assertThat(e.getMessage()).isNotNull().doesNotContain("\n").hasSizeLessThan(300);
    }
    return new Cost(
        THREADS.getCurrentThreadAllocatedBytes() - allocated,
        THREADS.getCurrentThreadCpuTime() - cpu);
  }
}
