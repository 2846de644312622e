package io.veiltun.config;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Strict JSON (RFC 8259) into {@link JsonValue}. Jackson's streaming parser is used directly: its
 * tree reader stops at the first duplicate member, and this one reports them all.
 */
final class JsonTree {
  private static final int MAX_DEPTH = 32;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(100)
                  .build())
          .build();

  private final JsonParser parser;
  private final Problems problems;

  private JsonTree(JsonParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** The document, or null after reporting why there is none. */
  static @Nullable JsonValue parse(byte[] json, Problems problems) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      return new JsonTree(parser, problems).document();
    } catch (JacksonException e) {
      problems.error("", JsonSyntax.describe(e));
      return null;
    }
  }

  private @Nullable JsonValue document() {
    JsonToken first = parser.nextToken();
    if (first == null) {
      problems.error("", "the file is empty, expected a JSON object");
      return null;
    }
    JsonValue value = value(first, "");
    checkNothingFollows();
    return value;
  }

  private void checkNothingFollows() {
    try {
      if (parser.nextToken() != null) {
        problems.error(
            "", JsonSyntax.at(parser.currentTokenLocation()) + "text after the end of the profile");
      }
    } catch (JacksonException e) {
      problems.error("", JsonSyntax.at(e.getLocation()) + "text after the end of the profile");
    }
  }

  private JsonValue value(JsonToken token, String pointer) {
    return switch (token) {
      case START_OBJECT -> object(pointer);
      case START_ARRAY -> array(pointer);
      case VALUE_STRING -> new JsonValue.Text(parser.getString());
      case VALUE_NUMBER_INT -> new JsonValue.Whole(saturated(parser.getBigIntegerValue()));
      case VALUE_NUMBER_FLOAT -> new JsonValue.Fraction(parser.getDoubleValue());
      case VALUE_TRUE -> JsonValue.Simple.TRUE;
      case VALUE_FALSE -> JsonValue.Simple.FALSE;
      default -> JsonValue.Simple.NULL;
    };
  }

  private JsonValue object(String pointer) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      String place = Pointer.child(pointer, name);
      JsonValue value = value(parser.nextToken(), place);
      if (members.putIfAbsent(name, value) != null) {
        problems.error(place, "given more than once");
      }
    }
    return new JsonValue.Obj(members);
  }

  private JsonValue array(String pointer) {
    List<JsonValue> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(token, Pointer.child(pointer, elements.size())));
    }
    return new JsonValue.Arr(elements);
  }

  private static long saturated(BigInteger number) {
    if (number.bitLength() < Long.SIZE) {
      return number.longValue();
    }
    return number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
