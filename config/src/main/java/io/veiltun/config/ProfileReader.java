package io.veiltun.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON profile strictly: unknown, duplicate, missing or mistyped members, trailing text and
 * broken rules are all reported at once. Touches nothing but the profile and the key files it
 * names; never looks a name up.
 */
public final class ProfileReader {
  private static final int MAX_BYTES = 16 << 20;

  private ProfileReader() {}

  /**
   * How to read.
   *
   * @param insecurePermissions whether keys that others can read are only warned of
   */
  public record Options(boolean insecurePermissions) {}

  /** Reads {@code file}; whatever its content, the answer is a result and not an exception. */
  public static ReadResult read(Path file, Options options) {
    byte[] json;
    try {
      json = SecretFile.read(file, MAX_BYTES);
    } catch (IOException e) {
      Problems problems = new Problems();
      problems.error("", SecretFile.reason(e));
      return invalid(problems);
    }
    try {
      return read(json, file, options);
    } finally {
      Arrays.fill(json, (byte) 0);
    }
  }

  /**
   * Reads a profile that is no file: keys must be inline, and nobody else's permissions matter.
   * Whatever the content, the answer is a result and not an exception.
   */
  public static ReadResult read(byte[] json) {
    Problems problems = new Problems();
    KeyReader keys = new KeyReader(Path.of(""), new Options(true), problems);
    return result(json, keys, problems, () -> {});
  }

  /** Reads {@code json}, the content of {@code file}. */
  static ReadResult read(byte[] json, Path file, Options options) {
    Problems problems = new Problems();
    KeyReader keys = new KeyReader(file, options, problems);
    return result(json, keys, problems, keys::checkProfilePermissions);
  }

  private static ReadResult result(
      byte[] json, KeyReader keys, Problems problems, Runnable permissions) {
    JsonValue tree = JsonTree.parse(json, problems);
    ProfileDraft draft = tree == null ? null : draft(tree, keys, problems);
    permissions.run();
    if (draft == null || !problems.none()) {
      keys.wipe();
      return invalid(problems);
    }
    return new ReadResult.Valid(draft.build(), problems.warnings());
  }

  private static @Nullable ProfileDraft draft(JsonValue tree, KeyReader keys, Problems problems) {
    JsonValue profile = withoutSchema(tree);
    boolean client = profile instanceof JsonValue.Obj(var members) && members.containsKey("hops");
    boolean relay = profile instanceof JsonValue.Obj(var others) && others.containsKey("peers");
    Shape shape = client ? Shapes.CLIENT : relay ? Shapes.RELAY : Shapes.UNDECIDED;
    Members root = Members.open(profile, "", shape, problems);
    if (root == null) {
      return null;
    }
    if (client) {
      return ClientReader.read(root, keys, problems);
    }
    if (relay) {
      return RelayReader.read(root, keys, problems);
    }
    problems.error("", "hops (of a client) or peers (of a relay) missing");
    keys.read(root, "privateKey");
    CommonReader.metrics(root, problems);
    return null;
  }

  /** {@code "$schema"} is for editors. */
  private static JsonValue withoutSchema(JsonValue tree) {
    if (!(tree instanceof JsonValue.Obj(Map<String, JsonValue> members))) {
      return tree;
    }
    Map<String, JsonValue> others = new LinkedHashMap<>(members);
    others.remove("$schema");
    return new JsonValue.Obj(others);
  }

  private static ReadResult invalid(Problems problems) {
    return new ReadResult.Invalid(problems.errors(), problems.warnings());
  }
}
