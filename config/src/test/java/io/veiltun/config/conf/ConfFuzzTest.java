package io.veiltun.config.conf;

import static io.veiltun.config.conf.ConfText.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, reading, importing and writing it end with a result. */
class ConfFuzzTest {
  private static final long SEED = 20261124;
  private static final int RUNS = 20_000;

  private static final List<String> SNIPPETS =
      List.of(
          "\n",
          "\r\n",
          "#",
          "=",
          "[",
          "]",
          "[Peer]\n",
          "[Interface]\n",
          ",",
          "/",
          "/0",
          "/129",
          ":",
          "::",
          "%",
          "+",
          "-",
          "off",
          "0x",
          "99999999999",
          "\0",
          "\u00a0",
          "\ufeff",
          "ü",
          "\t",
          "\u000b",
          "PublicKey=",
          "AllowedIPs=\n",
          "Endpoint=[::1]:1\n",
          "PostUp = #\n",
          "Jc=1\n",
          "MTU=576\n",
          "Table=off\n",
          "ListenPort=0\n",
          "Address=::1/0 ,,\n",
          "DNS=.\n",
          "PersistentKeepalive=\n");

  private static String sample() {
    return """
    [Interface]
    PrivateKey = %s
    ListenPort = 51820
    Address = 10.0.0.2/24, fd00::2/64
    DNS = 10.0.0.1, example.org
    MTU = 1380
    PostUp = echo 2

    [Peer]
    PublicKey = %s
    PresharedKey = %s
    AllowedIPs = 0.0.0.0/0, ::/0
    Endpoint = [2001:db8::1]:51820
    PersistentKeepalive = 25
    """
        .formatted(key(1), key(2), key(3));
  }

  @Test
  void noMutatedFileMakesTheReaderThrowAndWhatItTakesIsWrittenTheSame() {
    byte[] sample = sample().getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(SEED);
    int valid = 0;
    for (int run = 0; run < RUNS; run++) {
      byte[] content = sample;
      for (int i = random.nextInt(4); i >= 0; i--) {
        content = mutated(content, random);
      }
      valid += survives(content, run) ? 1 : 0;
    }
    assertThat(valid).as("mutated files that are still right").isBetween(RUNS / 20, RUNS * 3 / 4);
  }

  private static boolean survives(byte[] content, int run) {
    try {
      if (!(ConfReader.read(content, "a/wg0.conf")
          instanceof ConfResult.Valid(WgQuickFile file, _))) {
        return false;
      }
      String written = ConfWriter.write(file);
      assertThat(ConfWriter.write(ConfText.file("a/wg0.conf", written))).isEqualTo(written);
      ImportResult result = ConfImport.of(List.of(file, file), Optional.empty());
      assertThat(result).isInstanceOf(ImportResult.Refused.class);
      if (ConfImport.of(List.of(file), Optional.empty())
          instanceof ImportResult.Imported imported) {
        assertThat(ImportedProfile.json(imported.profile(), ImportedProfile.Keys.INLINE))
            .startsWith("{");
      }
      return true;
    } catch (RuntimeException | Error e) {
      return fail(
          "seed %d, run %d: %s".formatted(SEED, run, new String(content, StandardCharsets.UTF_8)),
          e);
    }
  }

  private static byte[] mutated(byte[] content, SplittableRandom random) {
    int at = random.nextInt(content.length);
    int to = Math.min(content.length, at + 1 + random.nextInt(12));
    byte[] middle =
        switch (random.nextInt(4)) {
          case 0 -> new byte[] {(byte) random.nextInt(256)};
          case 1 -> new byte[0];
          case 2 -> Arrays.copyOfRange(content, at, to);
          default -> SNIPPETS.get(random.nextInt(SNIPPETS.size())).getBytes(StandardCharsets.UTF_8);
        };
    int rest = random.nextBoolean() ? to : at;
    byte[] result = Arrays.copyOf(content, at + middle.length + content.length - rest);
    System.arraycopy(middle, 0, result, at, middle.length);
    System.arraycopy(content, rest, result, at + middle.length, content.length - rest);
    return result.length == 0 ? content : result;
  }
}
