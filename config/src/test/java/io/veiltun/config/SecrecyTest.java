package io.veiltun.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads what the reader says learns no key, wherever in the profile it was put. */
class SecrecyTest {
  private static final long SEED = 20261124;

  @TempDir Path folder;

  @Test
  void aKeyInAnyPlaceOfTheProfileIsNotRepeated() {
    SplittableRandom random = new SplittableRandom(SEED);
    int invalid = 0;
    for (String json : List.of(Draft.client(folder).json(), Draft.relay(folder).json())) {
      for (String broken : withKeyInEveryPlace(json, random)) {
        String key = broken.substring(0, 44);
        ReadResult result = read(broken.substring(44));
        assertThat(result.toString())
            .as("seed %d, profile %s", SEED, broken)
            .doesNotContain(key.substring(0, 20))
            .doesNotContain(key.substring(24));
        invalid += result instanceof ReadResult.Invalid ? 1 : 0;
      }
    }
    assertThat(invalid).as("profiles that were refused").isGreaterThan(100);
  }

  /** Each text preceded by its key. */
  private static List<String> withKeyInEveryPlace(String json, SplittableRandom random) {
    List<String> broken = new ArrayList<>();
    Matcher token = Pattern.compile("\"[^\"]*\"|\\d+|true|false|[{},:\\[\\]]").matcher(json);
    while (token.find()) {
      String before = json.substring(0, token.start());
      String after = json.substring(token.end());
      for (String form : List.of("\"%s\"", "%s", "\"%s", "'%s'", "{\"%s\": 1}", "[\"%s\"]")) {
        String key = Draft.key(random.nextLong());
        // A public key is printed by the profile that holds it: it is none that must be kept.
        if (!before.endsWith("\"publicKey\" : ")) {
          broken.add(key + before + form.formatted(key) + after);
        }
      }
    }
    return broken;
  }

  @Test
  void aReadProfileIsPrintedWithoutItsSecrets() {
    String key = Draft.key(1);
    String psk = Draft.key(2);
    String printed =
        Draft.client(folder)
            .setText("/privateKey", key)
            .setText("/hops/1/privateKey", key)
            .setText("/hops/0/presharedKey", psk)
            .read()
            .toString();
    assertThat(printed)
        .startsWith("Valid")
        .contains("KeyMaterial[redacted]")
        .doesNotContain(key, psk)
        .doesNotContain(HexFormat.of().formatHex(KeyMaterial.parse(key).bytes()));
  }

  @Test
  void aSyntaxErrorBesideAKeyDoesNotRepeatIt() {
    String key = Draft.key(3);
    for (String text : List.of("{\"privateKey\": " + key, "{\"privateKey\": \"" + key, key)) {
      assertThat(read(text).toString()).doesNotContain(key.substring(0, 8));
    }
  }

  @Test
  void theContentOfAKeyFileIsNotRepeated() {
    String key = Draft.key(4);
    for (String content : List.of(key + "x", key.substring(1), "!" + key.substring(1), key + key)) {
      Draft draft = Draft.client(folder);
      Draft.write(folder.resolve("laptop.key"), content, "rw-------");
      assertThat(draft.read())
          .isInstanceOf(ReadResult.Invalid.class)
          .asString()
          .doesNotContain(key.substring(1, 20));
    }
  }

  @Test
  void keyMaterialIsEqualByContentAndSilentOtherwise() {
    KeyMaterial key = KeyMaterial.parse(Draft.key(5));
    assertThat(key).isEqualTo(KeyMaterial.parse(Draft.key(5))).hasToString("KeyMaterial[redacted]");
    assertThat(key).isNotEqualTo(KeyMaterial.parse(Draft.key(6)));
    assertThat(key.hashCode()).isEqualTo(KeyMaterial.parse(Draft.key(6)).hashCode());
    assertThat(new JsonValue.Text(Draft.key(5)).toString()).doesNotContain(Draft.key(5));
  }

  private ReadResult read(String json) {
    return ProfileReader.read(
        json.getBytes(StandardCharsets.UTF_8), folder.resolve("p.json"), Draft.STRICT);
  }
}
