package io.veiltun.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of one object. Opening it reports unknown, refused and missing members and nulls;
 * each accessor reports a wrong type or value and then answers as if the member were absent, so
 * that reading goes on to the next problem.
 */
final class Members {
  private final Map<String, JsonValue> members;
  private final String pointer;
  private final Problems problems;

  private Members(Map<String, JsonValue> members, String pointer, Problems problems) {
    this.members = members;
    this.pointer = pointer;
    this.problems = problems;
  }

  /** The members of {@code value}, or null after reporting that it is no object. */
  static @Nullable Members open(JsonValue value, String pointer, Shape shape, Problems problems) {
    if (!(value instanceof JsonValue.Obj(Map<String, JsonValue> all))) {
      problems.error(pointer, value.kind() + ", expected an object");
      return null;
    }
    Members members = new Members(all, pointer, problems);
    all.forEach((name, member) -> members.checkName(name, member, shape));
    for (String name : shape.required()) {
      if (!all.containsKey(name)) {
        problems.error(members.at(name), "missing");
      }
    }
    return members;
  }

  private void checkName(String name, JsonValue value, Shape shape) {
    String refusal = shape.refused().get(name);
    if (refusal != null) {
      problems.error(at(name), refusal);
    } else if (!shape.accepted().contains(name)) {
      problems.error(at(name), "unknown member" + Spelling.suggestion(name, shape.accepted()));
    } else if (value == JsonValue.Simple.NULL) {
      problems.error(at(name), "null, leave the member out instead");
    }
  }

  /** Where this object is. */
  String pointer() {
    return pointer;
  }

  /** Where the member {@code name} is, or would be. */
  String at(String name) {
    return Pointer.child(pointer, name);
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  /** The value, unless absent or null. */
  @Nullable JsonValue value(String name) {
    JsonValue value = members.get(name);
    return value == JsonValue.Simple.NULL ? null : value;
  }

  <T> @Nullable T text(String name, TextForm<T> form) {
    JsonValue value = value(name);
    return value == null ? null : text(value, at(name), form);
  }

  private <T> @Nullable T text(JsonValue value, String place, TextForm<T> form) {
    if (!(value instanceof JsonValue.Text(String text))) {
      problems.error(place, value.kind() + ", expected " + form.expected());
      return null;
    }
    try {
      return form.parser().apply(text);
    } catch (IllegalArgumentException e) {
      problems.error(place, String.valueOf(e.getMessage()));
      return null;
    }
  }

  OptionalInt whole(String name, int min, int max) {
    JsonValue value = value(name);
    if (value == null) {
      return OptionalInt.empty();
    }
    String expected = "expected a whole number from " + min + " to " + max;
    if (!(value instanceof JsonValue.Whole(long number))) {
      problems.error(at(name), value.kind() + ", " + expected);
      return OptionalInt.empty();
    }
    if (number < min || number > max) {
      problems.error(at(name), exact(number).isPresent() ? number + ", " + expected : expected);
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) number);
  }

  /** A number with or without fraction. */
  Optional<Double> number(String name, int min, int max) {
    JsonValue value = value(name);
    double number;
    switch (value) {
      case null -> {
        return Optional.empty();
      }
      case JsonValue.Whole(long whole) -> number = whole;
      case JsonValue.Fraction(double fraction) -> number = fraction;
      default -> {
        problems.error(at(name), value.kind() + ", " + numberExpected(min, max));
        return Optional.empty();
      }
    }
    if (number < min || number > max) {
      problems.error(at(name), "out of range, " + numberExpected(min, max));
      return Optional.empty();
    }
    return Optional.of(number);
  }

  private static String numberExpected(int min, int max) {
    return "expected a number from " + min + " to " + max;
  }

  /** The number as written; a saturated one is not. */
  private static OptionalLong exact(long number) {
    return number == Long.MAX_VALUE || number == Long.MIN_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(number);
  }

  /** False where absent. */
  boolean flag(String name) {
    JsonValue value = value(name);
    if (value != null && value != JsonValue.Simple.TRUE && value != JsonValue.Simple.FALSE) {
      problems.error(at(name), value.kind() + ", expected true or false");
    }
    return value == JsonValue.Simple.TRUE;
  }

  @Nullable Members object(String name, Shape shape) {
    JsonValue value = value(name);
    return value == null ? null : open(value, at(name), shape, problems);
  }

  /** The objects that are objects; empty where absent. */
  List<Members> objects(String name, int min, int max, Shape shape) {
    List<JsonValue> elements = elements(name, min, max, "objects");
    List<Members> objects = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      Members object = open(elements.get(i), Pointer.child(at(name), i), shape, problems);
      if (object != null) {
        objects.add(object);
      }
    }
    return objects;
  }

  /** The elements that are valid, each once; empty where absent. */
  <T> List<Located<T>> texts(String name, TextForm<T> form) {
    return texts(name, 0, form);
  }

  /** As {@link #texts}, where an array that is there must not be empty. */
  <T> List<Located<T>> someTexts(String name, TextForm<T> form) {
    return texts(name, 1, form);
  }

  private <T> List<Located<T>> texts(String name, int min, TextForm<T> form) {
    List<JsonValue> elements = elements(name, min, Integer.MAX_VALUE, "texts");
    List<Located<T>> values = new ArrayList<>();
    Set<T> seen = new HashSet<>();
    for (int i = 0; i < elements.size(); i++) {
      String place = Pointer.child(at(name), i);
      T value = text(elements.get(i), place, form);
      if (value != null && seen.add(value)) {
        values.add(new Located<>(place, value));
      } else if (value != null) {
        problems.error(place, "listed twice");
      }
    }
    return values;
  }

  /** The elements that are valid, of an array of 1 to {@code max} that may hold one twice. */
  <T> List<T> repeatableTexts(String name, int max, TextForm<T> form) {
    List<JsonValue> elements = elements(name, 1, max, "texts");
    List<T> values = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      T value = text(elements.get(i), Pointer.child(at(name), i), form);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private List<JsonValue> elements(String name, int min, int max, String what) {
    JsonValue value = value(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JsonValue.Arr(List<JsonValue> elements))) {
      problems.error(at(name), value.kind() + ", expected an array of " + what);
      return List.of();
    }
    if (elements.size() < min) {
      problems.error(at(name), "empty, expected at least one");
    } else if (elements.size() > max) {
      problems.error(at(name), elements.size() + " elements, expected at most " + max);
    }
    return elements;
  }
}
