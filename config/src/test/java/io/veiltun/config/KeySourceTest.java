package io.veiltun.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where keys come from, and who else may read them. */
class KeySourceTest {
  @TempDir Path folder;

  private Draft client() {
    return Draft.client(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"r--r-----", "rw----r--", "rw-r--r--", "rwxrwxrwx"})
  void profileWithInlineKeyReadableByOthersIsRefused(String permissions) {
    Path file = inlineProfile(permissions);
    assertThat(Draft.problems(ProfileReader.read(file, Draft.STRICT)))
        .containsExactly(
            file
                + ": holds a key and is readable by others than its owner, run: chmod 600 "
                + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rw--w----"})
  void profileWithInlineKeyReadableByItsOwnerOnlyIsRead(String permissions) {
    assertThat(ProfileReader.read(inlineProfile(permissions), Draft.STRICT))
        .isInstanceOf(ReadResult.Valid.class);
  }

  @Test
  void aMalformedInlineKeyIsAsSecretAsAnyOther() {
    Draft draft = client().setText("/privateKey", Draft.key(1).substring(1));
    Path file = Draft.write(folder.resolve("p.json"), draft.json(), "rw-r--r--");
    assertThat(Draft.problems(ProfileReader.read(file, Draft.STRICT)))
        .hasSize(2)
        .contains("/privateKey: 43 characters of base64, expected 44");
  }

  @Test
  void profileWithoutInlineKeyMayBePublic() {
    Path file = Draft.write(folder.resolve("p.json"), client().json(), "rw-r--r--");
    assertThat(ProfileReader.read(file, Draft.STRICT)).isInstanceOf(ReadResult.Valid.class);
  }

  @Test
  void insecurePermissionsTurnTheRefusalIntoAWarning() {
    Path file = inlineProfile("rw-r--r--");
    Draft.write(folder.resolve("exit.psk"), Draft.key(2), "rw-rw-rw-");
    ReadResult result = ProfileReader.read(file, Draft.INSECURE);
    assertThat(result).isInstanceOf(ReadResult.Valid.class);
    assertThat(result.warnings())
        .map(Problem::pointer)
        .containsExactlyInAnyOrder("", "/hops/1/presharedKey/file");
  }

  @Test
  void keyFileReadableByOthersIsRefusedWithTheCommandThatMendsIt() {
    Draft draft = client();
    Path key = Draft.write(folder.resolve("laptop.key"), Draft.key(1), "rw-r-----");
    assertThat(draft.problems())
        .containsExactly(
            "/privateKey/file: "
                + key
                + ": readable by others than its owner, run: chmod 600 "
                + key);
  }

  @Test
  void theCommandSurvivesSpacesQuotesAndDashes() {
    assertThat(SecretFile.chmod(Path.of("a.key"))).isEqualTo("chmod 600 a.key");
    assertThat(SecretFile.chmod(Path.of("my key's"))).isEqualTo("chmod 600 'my key'\\''s'");
    assertThat(SecretFile.chmod(Path.of("-rf"))).isEqualTo("chmod 600 ./-rf");
    assertThat(SecretFile.chmod(Path.of("$(id)"))).isEqualTo("chmod 600 '$(id)'");
  }

  @Test
  void missingKeyFileIsNamedWithItsPath() {
    assertThat(client().setText("/privateKey/file", "no.key").problems())
        .containsExactly("/privateKey/file: " + folder.resolve("no.key") + ": no such file");
  }

  @Test
  void keyFileMayBeAbsoluteOrBelowTheProfile() throws IOException {
    Files.createDirectory(folder.resolve("keys"));
    Path key = Draft.write(folder.resolve("keys/a.key"), Draft.key(9), "rw-------");
    for (String name : List.of("keys/a.key", key.toAbsolutePath().toString())) {
      ReadResult result = client().setText("/privateKey/file", name).read();
      assertThat(((ClientProfile) ((ReadResult.Valid) result).profile()).privateKey(0))
          .isEqualTo(KeyMaterial.parse(Draft.key(9)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void keyFileMayEndWithANewline(String end) {
    Draft draft = client();
    Draft.write(folder.resolve("laptop.key"), Draft.key(9) + end, "rw-------");
    assertThat(draft.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\nx", "#"})
  void keyFileHoldsNothingButTheKey(String more) {
    Draft draft = client();
    Path key = Draft.write(folder.resolve("laptop.key"), Draft.key(9) + more, "rw-------");
    assertThat(draft.problems())
        .containsExactly(
            "/privateKey/file: "
                + key
                + ": "
                + (44 + more.length())
                + " characters of base64, expected 44");
  }

  @Test
  void keyFileOfAnySizeIsReadOnlyAsFarAsAKeyGoes() {
    assertThat(client().setText("/privateKey/file", "/dev/zero").problems())
        .contains("/privateKey/file: /dev/zero: longer than 256 bytes");
  }

  @Test
  void aLongPathIsShownButAKeyInItsPlaceIsNot() {
    String path = "/home/someone/projects/tunnels/profiles/keys/laptop.key";
    assertThat(client().setText("/privateKey/file", path).problems())
        .containsExactly("/privateKey/file: " + path + ": no such file");
    assertThat(client().setText("/privateKey/file", Draft.key(1)).problems())
        .containsExactly("/privateKey/file: the named file: no such file");
  }

  @Test
  void folderIsNoKeyFile() {
    assertThat(client().setText("/privateKey/file", ".").problems())
        .containsExactly("/privateKey/file: " + folder.resolve(".") + ": a directory, not a file");
  }

  @Test
  void unusableFileNamesAreErrors() {
    assertThat(client().setText("/privateKey/file", "").problems())
        .containsExactly("/privateKey/file: empty, expected a file name");
    assertThat(client().setText("/privateKey/file", "a\0b").problems())
        .containsExactly("/privateKey/file: not a file name");
    assertThat(client().set("/privateKey", "{\"path\": \"x\"}").problems())
        .containsExactly("/privateKey/path: unknown member", "/privateKey/file: missing");
  }

  @Test
  void anUnreadableProfileIsOneProblemThatLeavesItsPathToTheCaller() {
    Path missing = folder.resolve("missing.json");
    assertThat(ProfileReader.read(missing, Draft.STRICT))
        .isEqualTo(new ReadResult.Invalid(List.of(new Problem("", "no such file")), List.of()));
    assertThat(Draft.problems(ProfileReader.read(folder, Draft.STRICT)))
        .containsExactly("a directory, not a file");
    assertThat(Draft.problems(ProfileReader.read(Path.of("/dev/zero"), Draft.STRICT)))
        .containsExactly("longer than 16777216 bytes");
  }

  @Test
  void deniedAccessIsSaid() {
    assertThat(SecretFile.reason(new AccessDeniedException("x"))).isEqualTo("permission denied");
    assertThat(SecretFile.reason(new IOException("x"))).isEqualTo("cannot be read");
  }

  private Path inlineProfile(String permissions) {
    String json = client().setText("/privateKey", Draft.key(1)).json();
    return Draft.write(folder.resolve("inline.json"), json, permissions);
  }
}
