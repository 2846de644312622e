package io.veiltun.config;

import java.util.List;

/** What decides about decoys and delays: a defence by name, or machines. */
public sealed interface DefenceChoice {
  /**
   * A defence from the catalogue; whether there is one of this name is for the catalogue to say.
   *
   * @param name with parameters, if it takes any: {@code "tamaraw 0.01 100000"}; one line of 1 to
   *     200 characters, not blank and not what could be a key
   */
  record Named(String name) implements DefenceChoice {
    static final String EXPECTED = "the name of a defence such as \"ephemeral-light\"";

    static final TextForm<String> FORM = new TextForm<>(EXPECTED, Named::checked);

    /** Throws {@link IllegalArgumentException} for any other text, without quoting it. */
    public Named {
      checked(name);
    }

    private static String checked(String name) {
      if (Base64Key.resembles(name)) {
        throw new IllegalArgumentException("looks like a key, expected " + EXPECTED);
      }
      return OneLine.check(name, Ranges.MAX_DEFENCE_NAME, EXPECTED);
    }
  }

  /**
   * Machines of one's own; whether they are valid is for their decoder to say.
   *
   * @param strings in Maybenot's text format, 1 to 64, each one line of 1 to 1048576 characters and
   *     not blank; one may be there twice
   */
  record Machines(List<String> strings) implements DefenceChoice {
    private static final String EXPECTED = "a Maybenot machine string";

    static final TextForm<String> FORM = new TextForm<>(EXPECTED, Machines::checked);

    /** Throws {@link IllegalArgumentException} outside the ranges above. */
    public Machines {
      strings = List.copyOf(strings);
      Ranges.check("machines", strings.size(), 1, Ranges.MAX_MACHINES);
      strings.forEach(Machines::checked);
    }

    private static String checked(String string) {
      return OneLine.check(string, Ranges.MAX_MACHINE_STRING, EXPECTED);
    }

    /** Says only how many: a machine is long, and unchecked text may be a misplaced key. */
    @Override
    public String toString() {
      return "Machines[" + strings.size() + "]";
    }
  }
}
