package io.veiltun.config;

import java.util.List;
import java.util.Map;

/** A parsed JSON value. Text is never printed: it may be a key. */
sealed interface JsonValue {
  /** What this is, in the words of an error message. */
  String kind();

  /** Members in the order of the file. */
  record Obj(Map<String, JsonValue> members) implements JsonValue {
    @Override
    public String kind() {
      return "an object";
    }
  }

  /** An array. */
  record Arr(List<JsonValue> elements) implements JsonValue {
    @Override
    public String kind() {
      return "an array";
    }
  }

  /** A string. */
  record Text(String value) implements JsonValue {
    @Override
    public String kind() {
      return "text";
    }

    @Override
    public String toString() {
      return "Text[redacted]";
    }
  }

  /** A number without fraction and exponent; {@code value} saturates. */
  record Whole(long value) implements JsonValue {
    @Override
    public String kind() {
      return "a number";
    }
  }

  /** A number with a fraction or exponent, as near as a double is; infinite where too large. */
  record Fraction(double value) implements JsonValue {
    @Override
    public String kind() {
      return "a number with a fraction or exponent";
    }
  }

  /** The values that are told apart by identity. */
  enum Simple implements JsonValue {
    TRUE("true"),
    FALSE("false"),
    NULL("null");

    private final String kind;

    Simple(String kind) {
      this.kind = kind;
    }

    @Override
    public String kind() {
      return kind;
    }
  }
}
