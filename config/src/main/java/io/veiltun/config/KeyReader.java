package io.veiltun.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the secret keys of one profile, and remembers them so that they can be wiped. */
final class KeyReader {
  private static final int MAX_FILE_BYTES = 256;

  private static final TextForm<String> FILE_NAME =
      TextForm.like("laptop.key", KeyReader::nonEmpty);

  private final Path profile;
  private final boolean insecurePermissions;
  private final Problems problems;
  private final List<KeyMaterial> keys = new ArrayList<>();
  private boolean inline;

  KeyReader(Path profile, ProfileReader.Options options, Problems problems) {
    this.profile = profile;
    this.insecurePermissions = options.insecurePermissions();
    this.problems = problems;
  }

  /** The key {@code name}, inline or from its file; null where absent or after a report. */
  @Nullable KeyMaterial read(Members members, String name) {
    JsonValue value = members.value(name);
    KeyMaterial key =
        switch (value) {
          case null -> null;
          case JsonValue.Text(String text) -> inline(members.at(name), text);
          case JsonValue.Obj _ -> file(members, name);
          default -> wrongType(members.at(name), value);
        };
    if (key != null) {
      keys.add(key);
    }
    return key;
  }

  private @Nullable KeyMaterial wrongType(String place, JsonValue value) {
    problems.error(
        place, value.kind() + ", expected 44 characters of base64 as text or {\"file\": \"…\"}");
    return null;
  }

  private @Nullable KeyMaterial inline(String place, String text) {
    inline = true;
    try {
      return KeyMaterial.parse(text);
    } catch (IllegalArgumentException e) {
      problems.error(place, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable KeyMaterial file(Members members, String name) {
    Members source = members.object(name, Shapes.KEY_FILE);
    String fileName = source == null ? null : source.text("file", FILE_NAME);
    if (source == null || fileName == null) {
      return null;
    }
    String place = source.at("file");
    try {
      return file(place, fileName, profile.resolveSibling(fileName));
    } catch (InvalidPathException _) {
      problems.error(place, "not a file name");
      return null;
    }
  }

  private @Nullable KeyMaterial file(String place, String name, Path file) {
    String shown = shown(name, file);
    try {
      byte[] content = SecretFile.read(file, MAX_FILE_BYTES);
      checkPermissions(place, file, shown + ": ");
      return parse(place, shown, content);
    } catch (IOException e) {
      problems.error(place, shown + ": " + SecretFile.reason(e));
      return null;
    }
  }

  private @Nullable KeyMaterial parse(String place, String shown, byte[] content) {
    int length = content.length;
    while (length > 0 && (content[length - 1] == '\n' || content[length - 1] == '\r')) {
      length--;
    }
    byte[] ascii = Arrays.copyOf(content, length);
    try {
      return KeyMaterial.parse(ascii);
    } catch (IllegalArgumentException e) {
      problems.error(place, shown + ": " + e.getMessage());
      return null;
    } finally {
      Arrays.fill(ascii, (byte) 0);
      Arrays.fill(content, (byte) 0);
    }
  }

  private static String shown(String name, Path file) {
    return Base64Key.resembles(name)
        ? "the named file"
        : file.toString().replaceAll("\\p{Cntrl}", "?");
  }

  /** To be called when all keys are read: a profile without inline keys may be public. */
  void checkProfilePermissions() {
    if (inline) {
      checkPermissions("", profile, profile + ": holds a key and is ");
    }
  }

  private void checkPermissions(String place, Path file, String what) {
    if (!SecretFile.readableByOthers(file)) {
      return;
    }
    String message = what + "readable by others than its owner, run: " + SecretFile.chmod(file);
    if (insecurePermissions) {
      problems.warn(place, message);
    } else {
      problems.error(place, message);
    }
  }

  /** Wipes every key read. */
  void wipe() {
    keys.forEach(KeyMaterial::close);
  }

  private static String nonEmpty(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("empty, expected a file name");
    }
    return name;
  }
}
