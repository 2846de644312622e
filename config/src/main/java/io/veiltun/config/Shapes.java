package io.veiltun.config;

import java.util.List;
import java.util.Map;

/** The members of every object in a profile. */
final class Shapes {
  static final Shape CLIENT =
      new Shape(
          List.of("interface", "hops"),
          List.of("privateKey", "killSwitch", "metrics"),
          Map.of(
              "peers", "hops and peers exclude each other: a client has hops, a relay has peers",
              "forward", "only a relay forwards"));

  static final Shape RELAY =
      new Shape(
          List.of("interface", "privateKey", "peers"),
          List.of("forward", "metrics"),
          Map.of("killSwitch", "only a client has a kill switch"));

  /** A profile with neither hops nor peers: every name of either is known. */
  static final Shape UNDECIDED =
      new Shape(
          List.of("interface"),
          List.of("privateKey", "hops", "peers", "killSwitch", "forward", "metrics"),
          Map.of());

  static final Shape CLIENT_INTERFACE =
      new Shape(
          List.of("name"),
          List.of("mtu", "dns"),
          Map.of(
              "addresses", "only a relay has addresses here, a client has them in its hops",
              "listenPort", "only a relay listens"));

  static final Shape RELAY_INTERFACE =
      new Shape(
          List.of("name", "addresses", "listenPort"),
          List.of("mtu"),
          Map.of("dns", "only a client uses DNS servers"));

  static final Shape HOP =
      new Shape(
          List.of("publicKey", "endpoint", "addresses"),
          List.of("name", "privateKey", "presharedKey", "keepalive", "allowedIps", "daita"),
          Map.of());

  static final Shape PEER =
      new Shape(
          List.of("publicKey", "allowedIps"),
          List.of("name", "presharedKey", "endpoint", "keepalive", "daita"),
          Map.of());

  static final Shape DAITA =
      new Shape(
          List.of(),
          List.of("defence", "limits", "budget", "idle", "keepalives", "maxDelay"),
          Map.of());

  static final Shape DAITA_LIMITS = new Shape(List.of(), List.of("padding", "blocking"), Map.of());

  static final Shape DAITA_BUDGET = new Shape(List.of(), List.of("rate", "perDay"), Map.of());

  static final Shape KEY_FILE = new Shape(List.of("file"), List.of(), Map.of());

  static final Shape FORWARD = new Shape(List.of(), List.of("masquerade"), Map.of());

  static final Shape METRICS = new Shape(List.of("listen"), List.of(), Map.of());

  private Shapes() {}
}
