package io.veiltun.cli.uapi;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes on the socket. The build repeats the inputs kept beside the tests; to search for half
 * an hour:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn -pl cli -am test-compile surefire:test@fuzz \
 *     -Dtest='RequestFuzzTest' -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Djunit.jupiter.execution.timeout.mode=disabled
 * </pre>
 */
class RequestFuzzTest {
  @FuzzTest(maxDuration = "30m")
  void anyBytes(byte[] bytes) {
    RequestChecks.check(bytes);
  }

  @FuzzTest(maxDuration = "30m")
  void anySet(byte[] bytes) {
    check("set=1\n", bytes);
  }

  @FuzzTest(maxDuration = "30m")
  void anyPeerLine(byte[] bytes) {
    check("set=1\npublic_key=" + "0a".repeat(32) + "\ndaita_enable=1\n", bytes);
  }

  private static void check(String begin, byte[] bytes) {
    ByteBuffer all = ByteBuffer.allocate(begin.length() + bytes.length + 2);
    all.put(begin.getBytes(StandardCharsets.US_ASCII)).put(bytes);
    RequestChecks.check(all.put((byte) '\n').put((byte) '\n').array());
  }
}
