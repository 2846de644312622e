package io.veiltun.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What an unknown member was probably meant to be. */
public final class Spelling {
  private static final int MAX_EDITS = 2;

  private Spelling() {}

  /** {@code ", did you mean allowedIps?"}, or nothing where no known name is near. */
  public static String suggestion(String name, Collection<String> known) {
    if (!Pointer.printable(name)) {
      return "";
    }
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= Math.min(MAX_EDITS, name.length() / 2))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .map(candidate -> ", did you mean " + candidate + "?")
        .orElse("");
  }

  /** Levenshtein distance of what is left without case, {@code _} and {@code -}. */
  private static int distance(String left, String right) {
    String a = folded(left);
    String b = folded(right);
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
  }
}
