package io.veiltun.config;

import java.util.List;

/** A value and the JSON pointer it was read from. */
record Located<T>(String pointer, T value) {
  static <T> List<T> values(List<Located<T>> located) {
    return located.stream().map(Located::value).toList();
  }
}
