package io.veiltun.config.conf;

import java.util.Locale;
import java.util.regex.Pattern;

/** Keys that other programs add to the format: recognised so that a refusal can say whose. */
final class ForeignKeys {
  /** wireguard-uapi §2.3: a handshake that only that program's peers understand. */
  private static final Pattern AMNEZIA =
      Pattern.compile(
          "jc|jmin|jmax|[sh][1-4]|i[1-5]|j[1-3]|itime|advancedsecurity|headerprotectionkey"
              + "|contentpaddingaddition|randomtrailers|disablecookies|rekeyaftertime|rekeytimeout"
              + "|rejectaftertime|keepalivetimeout|maxhandshakeattempts");

  /** Per-application routing of the Android and macOS programs. */
  private static final Pattern APPLICATIONS =
      Pattern.compile("(included|excluded)applications|excludeprivateips|ondemand.*");

  private ForeignKeys() {}

  /** Why {@code name} is refused; empty if nobody's. */
  static String refusal(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    if (AMNEZIA.matcher(folded).matches()) {
      return name + ": a key of AmneziaWG, whose peers speak no plain WireGuard: not supported";
    }
    if (APPLICATIONS.matcher(folded).matches()) {
      return name + ": a key of the mobile programs, not supported: remove the line";
    }
    return "";
  }
}
