package io.veiltun.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A sample profile to break, in a folder with the key files it names. */
final class Draft {
  static final ProfileReader.Options STRICT = new ProfileReader.Options(false);
  static final ProfileReader.Options INSECURE = new ProfileReader.Options(true);

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Path folder;
  private final ObjectNode root;

  private Draft(Path folder, ObjectNode root) {
    this.folder = folder;
    this.root = root;
  }

  static Draft client(Path folder) {
    return sample(folder, "client.json", "laptop.key", "exit.psk");
  }

  static Draft relay(Path folder) {
    return sample(folder, "relay.json", "entry.key", "phone.psk");
  }

  private static Draft sample(Path folder, String name, String... keyFiles) {
    for (String keyFile : keyFiles) {
      write(folder.resolve(keyFile), key(keyFile.hashCode()) + "\n", "rw-------");
    }
    return new Draft(folder, (ObjectNode) MAPPER.readTree(resource(name)));
  }

  static String resource(String name) {
    try (InputStream in = Draft.class.getResourceAsStream("/profiles/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A key that depends on {@code seed} only. */
  static String key(long seed) {
    byte[] bytes = new byte[32];
    new SplittableRandom(seed).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  static Path write(Path file, String content, String permissions) {
    try {
      Files.writeString(file, content);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts {@code json} at {@code pointer}: a member, or the element after an array's last. */
  Draft set(String pointer, String json) {
    JsonPointer place = JsonPointer.compile(pointer);
    JsonNode parent = root.at(place.head());
    JsonNode value = MAPPER.readTree(json);
    if (parent instanceof ArrayNode array) {
      int index = place.last().getMatchingIndex();
      if (index == array.size()) {
        array.add(value);
      } else {
        array.set(index, value);
      }
    } else {
      ((ObjectNode) parent).set(place.last().getMatchingProperty(), value);
    }
    return this;
  }

  Draft setText(String pointer, String text) {
    return set(pointer, MAPPER.writeValueAsString(text));
  }

  Draft remove(String pointer) {
    JsonPointer place = JsonPointer.compile(pointer);
    JsonNode parent = root.at(place.head());
    if (parent instanceof ArrayNode array) {
      array.remove(place.last().getMatchingIndex());
    } else {
      ((ObjectNode) parent).remove(place.last().getMatchingProperty());
    }
    return this;
  }

  String json() {
    return root.toPrettyString();
  }

  Path folder() {
    return folder;
  }

  ReadResult read() {
    return read(STRICT);
  }

  ReadResult read(ProfileReader.Options options) {
    return ProfileReader.read(write(folder.resolve("profile.json"), json(), "rw-------"), options);
  }

  /** What is wrong, one text a problem; empty for a valid profile. */
  List<String> problems() {
    return problems(read());
  }

  static List<String> problems(ReadResult result) {
    return switch (result) {
      case ReadResult.Valid _ -> List.of();
      case ReadResult.Invalid(List<Problem> problems, _) -> texts(problems);
    };
  }

  /** What is suspicious in a valid profile. */
  List<String> warnings() {
    return texts(((ReadResult.Valid) read()).warnings());
  }

  private static List<String> texts(List<Problem> problems) {
    return problems.stream().map(Problem::toString).toList();
  }
}
