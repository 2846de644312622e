package io.veiltun.config;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Names of interfaces, hops and peers. */
public final class Names {
  /**
   * What the kernel takes (15 bytes, no slash, not {@code .} or {@code ..}, not the names of its
   * sysctl folders) and no command mistakes for an option.
   */
  static final String INTERFACE_PATTERN =
      "^(?!(\\.|\\.\\.|all|default)$)[A-Za-z0-9_.][A-Za-z0-9_.-]{0,14}$";

  /** Short and plain, since names become metric labels. */
  static final String LABEL_PATTERN = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$";

  static final TextForm<String> INTERFACE =
      TextForm.like(
          "veil0",
          matching(
              INTERFACE_PATTERN,
              "not an interface name, expected 1 to 15 letters, digits, _ . or -"));

  static final TextForm<String> LABEL =
      TextForm.like(
          "entry",
          matching(LABEL_PATTERN, "not a name, expected 1 to 32 letters, digits, _ . or -"));

  private Names() {}

  /** Whether the kernel takes {@code text} as the name of an interface. */
  public static boolean isInterface(String text) {
    return text.matches(INTERFACE_PATTERN);
  }

  /** Whether {@code text} can be the name of a hop or peer. */
  public static boolean isLabel(String text) {
    return text.matches(LABEL_PATTERN);
  }

  private static UnaryOperator<String> matching(String regex, String message) {
    Pattern pattern = Pattern.compile(regex);
    return text -> {
      if (!pattern.matcher(text).matches()) {
        throw new IllegalArgumentException(message);
      }
      return text;
    };
  }
}
