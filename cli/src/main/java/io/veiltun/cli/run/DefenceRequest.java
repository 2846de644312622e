package io.veiltun.cli.run;

import io.veiltun.config.DefenceChoice;
import java.util.List;
import java.util.Optional;

/**
 * What a running tunnel is asked to do about DAITA.
 *
 * @param peer the hop or peer; absent: all that have DAITA in the profile or got it since
 * @param defence a name of the catalogue with its parameters, a Maybenot machine string, or {@code
 *     off}
 */
public record DefenceRequest(Optional<String> peer, String defence) {
  /** Switches DAITA off. */
  public static final String OFF = "off";

  private static final String ALL = "*";

  /** How a machine string starts: the version of its format. */
  private static final String MACHINE_VERSION = "02";

  /** The words of the request on the control socket. */
  String words() {
    return peer.orElse(ALL) + " " + defence;
  }

  /** Reads {@link #words}. */
  static DefenceRequest parse(String words) {
    int blank = words.indexOf(' ');
    String peer = blank < 0 ? words : words.substring(0, blank);
    return new DefenceRequest(
        peer.equals(ALL) ? Optional.empty() : Optional.of(peer),
        blank < 0 ? "" : words.substring(blank + 1));
  }

  /**
   * What is to run; absent: nothing.
   *
   * @throws IllegalArgumentException if it can neither be a name nor a machine string
   */
  public Optional<DefenceChoice> choice() {
    if (defence.equals(OFF)) {
      return Optional.empty();
    }
    return Optional.of(
        defence.startsWith(MACHINE_VERSION)
            ? new DefenceChoice.Machines(List.of(defence))
            : new DefenceChoice.Named(defence));
  }
}
