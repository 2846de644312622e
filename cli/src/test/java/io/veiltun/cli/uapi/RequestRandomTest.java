package io.veiltun.cli.uapi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RequestRandomTest {
  private static final String[] LINES = {
    "get=1",
    "set=1",
    "",
    "",
    "private_key=" + "a1".repeat(32),
    "listen_port=51820",
    "fwmark=4294967295",
    "replace_peers=true",
    "public_key=" + "B2".repeat(32),
    "update_only=true",
    "remove=true",
    "preshared_key=" + "00".repeat(32),
    "endpoint=[fe80::1%ab]:1",
    "endpoint=192.0.2.1:65535",
    "persistent_keepalive_interval=25",
    "replace_allowed_ips=true",
    "allowed_ip=10.0.0.0/8",
    "allowed_ip=-fd00::/64",
    "protocol_version=1",
    "daita_enable=1",
    "daita_machine=02eNpjYEAHjAAAEgAB",
    "daita_max_decoy_frac=0.5",
    "daita_min_delay_capacity=7"
  };

  @Test
  void linesInAnyOrderWithAnyDamageAreReadAlikeInAnyPieces() {
    for (long seed = 0; seed < 3000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<String> lines = new ArrayList<>(List.of("set=1"));
      int count = random.nextInt(12);
      for (int i = 0; i < count; i++) {
        lines.add(LINES[random.nextInt(LINES.length)]);
      }
      byte[] bytes = (String.join("\n", lines) + "\n\n").getBytes(StandardCharsets.ISO_8859_1);
      for (int damage = random.nextInt(3); damage > 0; damage--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        RequestChecks.check(bytes);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }
}
