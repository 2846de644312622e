package io.veiltun.config.conf;

import io.veiltun.config.CidrAddress;
import io.veiltun.config.HostPort;
import io.veiltun.config.KeyMaterial;
import io.veiltun.config.PublicKeyText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A peer as far as it was read. */
final class PeerDraft {
  private final Findings findings;
  private final int line;
  private final Map<ConfKey, Integer> lines = new EnumMap<>(ConfKey.class);
  private final List<CidrAddress> allowedIps = new ArrayList<>();
  private Optional<PublicKeyText> publicKey = Optional.empty();
  private Optional<KeyMaterial> presharedKey = Optional.empty();
  private Optional<HostPort> endpoint = Optional.empty();
  private OptionalInt keepalive = OptionalInt.empty();

  PeerDraft(Findings findings, int line) {
    this.findings = findings;
    this.line = line;
  }

  void take(ConfLine.Setting setting) {
    Integer before = lines.put(setting.key(), setting.number());
    if (before != null && setting.key() == ConfKey.PUBLIC_KEY) {
      // wg would take the last; much rather a [Peer] is missing, and two peers would become one.
      findings.error(setting, "already in line " + before + ", is a [Peer] missing above?");
    } else if (before != null && !setting.key().accumulates()) {
      findings.warn(setting, "already in line " + before + ", the last one counts");
    }
    switch (setting.key()) {
      case PUBLIC_KEY -> publicKey = findings.value(setting, PublicKeyText::new);
      case PRESHARED_KEY ->
          presharedKey = isZero(setting.value()) ? Optional.empty() : findings.key(setting);
      case ALLOWED_IPS -> allowedIps(setting);
      case ENDPOINT -> endpoint = findings.value(setting, ConfValues::endpoint);
      case PERSISTENT_KEEPALIVE ->
          findings
              .value(setting, ConfValues::keepalive)
              .ifPresent(seconds -> keepalive = OptionalInt.of(seconds));
      default -> throw new IllegalArgumentException(setting.toString());
    }
  }

  /** To wg the preshared key of zeros is none. */
  private static boolean isZero(byte[] value) {
    int wrong = value.length ^ 44;
    for (int i = 0; i < value.length; i++) {
      wrong |= value[i] ^ (i == 43 ? '=' : 'A');
    }
    return wrong == 0;
  }

  private void allowedIps(ConfLine.Setting setting) {
    String text = setting.text();
    if (text.isEmpty()) {
      return;
    }
    for (String entry : text.split(",", -1)) {
      findings
          .value(setting, entry, ConfValues::network)
          .ifPresent(written -> {
            CidrAddress network = written.network();
            if (!network.equals(written)) {
              findings.warn(setting, "bits set behind the prefix, read as " + network);
            }
            allowedIps.add(network);
          });
    }
  }

  /** The peer; empty, and reported, without public key. */
  Optional<WgPeer> build() {
    if (!lines.containsKey(ConfKey.PUBLIC_KEY)) {
      findings.error(line, "PublicKey missing in this [Peer]");
    }
    return publicKey.map(
        key -> new WgPeer("", key, presharedKey, allowedIps, endpoint, keepalive, line));
  }
}
