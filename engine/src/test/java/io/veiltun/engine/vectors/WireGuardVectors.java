package io.veiltun.engine.vectors;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The file {@code vectors/wireguard/handshake.json}; its own guide is wireguard-protocol §18. */
public final class WireGuardVectors {
  private static final JsonNode ROOT = load();

  private WireGuardVectors() {}

  /** A part of the file, by its top-level name. */
  public static JsonNode section(String name) {
    JsonNode found = ROOT.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no section " + name);
    }
    return found;
  }

  /** The recorded handshakes: with and without a preshared key. */
  public static Stream<Recorded> handshakes() {
    return stream(section("handshakes")).map(Recorded::new);
  }

  /** The elements of an array. */
  public static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** A field in hex. */
  public static byte[] hex(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.path(field).asString());
  }

  /** One recorded handshake. */
  public record Recorded(JsonNode json) {
    /** An input in hex. */
    public byte[] input(String field) {
      return hex(json.path("inputs"), field);
    }

    /** An input that is a private or preshared key. */
    public SecretKey secret(String field) {
      return SecretKey.owning(input(field));
    }

    /** An input that is a public key. */
    public PublicKey publicKey(String field) {
      return PublicKey.of(input(field));
    }

    /** An input that is an index. */
    public int index(String field) {
      return HexFormat.fromHexDigits(json.path("inputs").path(field).asString());
    }

    /** A result in hex. */
    public byte[] output(String field) {
      return hex(json, field);
    }

    @Override
    public String toString() {
      return json.path("name").asString();
    }
  }

  private static JsonNode load() {
    try (InputStream file =
        WireGuardVectors.class.getResourceAsStream("/vectors/wireguard/handshake.json")) {
      if (file == null) {
        throw new IllegalStateException("handshake.json is not on the class path");
      }
      return new ObjectMapper().readTree(file.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
