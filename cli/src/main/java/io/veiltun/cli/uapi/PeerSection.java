package io.veiltun.cli.uapi;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.tunnel.AllowedIpChange;
import io.veiltun.engine.tunnel.PeerChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The lines from one {@code public_key} to the next. */
final class PeerSection {
  private static final int MAX_KEEPALIVE = 65535;

  private final PublicKey publicKey;
  private final ToIntFunction<String> scopes;
  private boolean remove;
  private boolean updateOnly;
  private @Nullable SecretKey presharedKey;
  private @Nullable Endpoint endpoint;
  private OptionalInt keepalive = OptionalInt.empty();
  private boolean replaceAllowedIps;
  private final List<AllowedIpChange> allowedIps = new ArrayList<>(1);
  private @Nullable DaitaKeys daita;

  PeerSection(PublicKey publicKey, ToIntFunction<String> scopes) {
    this.publicKey = publicKey;
    this.scopes = scopes;
  }

  void line(String key, Value value) throws UapiFailure {
    switch (key) {
      case "update_only" -> {
        value.mustBe("true");
        updateOnly = true;
      }
      case "remove" -> {
        value.mustBe("true");
        remove = true;
      }
      case "preshared_key" -> {
        SecretKey next = SecretKey.owning(value.key());
        wipe();
        presharedKey = next;
      }
      case "endpoint" -> endpoint = value.endpoint(scopes);
      case "persistent_keepalive_interval" ->
          keepalive = OptionalInt.of((int) value.number(MAX_KEEPALIVE));
      case "replace_allowed_ips" -> {
        value.mustBe("true");
        replaceAllowedIps();
      }
      case "allowed_ip" -> {
        boolean add = !value.startsWith('-');
        allowedIps.add(new AllowedIpChange((add ? value : value.rest()).prefix(), add));
      }
      case "protocol_version" -> value.mustBe("1");
      default -> daitaLine(key, value);
    }
  }

  /** Lines act in order: what was added before was taken from other peers and is then given up. */
  private void replaceAllowedIps() {
    replaceAllowedIps = true;
    List<AllowedIpChange> before = List.copyOf(allowedIps);
    for (AllowedIpChange change : before) {
      if (change.add()) {
        allowedIps.add(new AllowedIpChange(change.prefix(), false));
      }
    }
  }

  private void daitaLine(String key, Value value) throws UapiFailure {
    if (key.equals(DaitaKeys.ENABLE)) {
      daita = value.number(1) == 1 ? DaitaKeys.ON : DaitaKeys.OFF;
    } else if (!key.startsWith("daita_")) {
      throw UapiFailure.invalid("unknown key in a peer section");
    } else if (daita == null || !daita.on()) {
      throw UapiFailure.invalid(DaitaKeys.ENABLE + "=1 comes before the other DAITA keys");
    } else {
      daita = daita.with(key, value);
    }
  }

  PeerChange change() {
    return new PeerChange(
        publicKey,
        remove,
        updateOnly,
        Optional.ofNullable(presharedKey),
        Optional.ofNullable(endpoint),
        keepalive,
        replaceAllowedIps,
        allowedIps);
  }

  /** What is said about DAITA, if anything. */
  Optional<DeviceChange.PeerDaita> daita() {
    return daita == null || remove
        ? Optional.empty()
        : Optional.of(new DeviceChange.PeerDaita(publicKey, updateOnly, daita));
  }

  void wipe() {
    if (presharedKey != null) {
      presharedKey.close();
    }
  }
}
