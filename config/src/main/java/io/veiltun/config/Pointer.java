package io.veiltun.config;

import java.util.regex.Pattern;

/** JSON pointers (RFC 6901) that are safe to print. */
final class Pointer {
  /** Shorter than any key, and without the characters that need escaping. */
  private static final Pattern PRINTABLE = Pattern.compile("[A-Za-z0-9_$.-]{1,24}");

  private Pointer() {}

  /** The member {@code name}; a name that could be a misplaced key is left out. */
  static String child(String parent, String name) {
    return parent + "/" + (printable(name) ? name : "(" + name.length() + " characters)");
  }

  static String child(String parent, int index) {
    return parent + "/" + index;
  }

  static boolean printable(String name) {
    return PRINTABLE.matcher(name).matches();
  }
}
