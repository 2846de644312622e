package io.veiltun.cli.uapi;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.tunnel.PeerChange;
import io.veiltun.engine.tunnel.TunnelChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The lines of a {@code set=1} behind its first. Nothing acts before {@link #change}. */
final class SetReader implements AutoCloseable {
  private static final int MAX_PORT = 65535;
  private static final long MAX_MARK = 0xFFFF_FFFFL;

  private final RequestBudget budget;
  private final ToIntFunction<String> scopes;
  private long taken;
  private @Nullable SecretKey privateKey;
  private OptionalInt listenPort = OptionalInt.empty();
  private OptionalInt fwmark = OptionalInt.empty();
  private boolean replacePeers;
  private @Nullable PeerSection section;
  private final List<PeerChange> peers = new ArrayList<>();
  private final List<DeviceChange.PeerDaita> daita = new ArrayList<>();

  SetReader(RequestBudget budget, ToIntFunction<String> scopes) {
    this.budget = budget;
    this.scopes = scopes;
  }

  void line(Line line) throws UapiFailure {
    if (!budget.take(line.length())) {
      throw UapiFailure.invalid("the request is too large");
    }
    taken += line.length();
    String key = line.key();
    Value value = line.value();
    if (key.equals("public_key")) {
      endSection();
      section = new PeerSection(PublicKey.of(value.key()), scopes);
    } else if (section != null) {
      section.line(key, value);
    } else {
      deviceLine(key, value);
    }
  }

  private void deviceLine(String key, Value value) throws UapiFailure {
    switch (key) {
      case "private_key" -> {
        SecretKey next = SecretKey.owning(value.key());
        wipePrivateKey();
        privateKey = next;
      }
      case "listen_port" -> listenPort = OptionalInt.of((int) value.number(MAX_PORT));
      case "fwmark" -> fwmark = OptionalInt.of((int) value.number(MAX_MARK));
      case "replace_peers" -> {
        value.mustBe("true");
        replacePeers = true;
      }
      default -> throw UapiFailure.invalid("unknown key in the device section");
    }
  }

  private void endSection() {
    if (section != null) {
      peers.add(section.change());
      section.daita().ifPresent(daita::add);
      section = null;
    }
  }

  /** The whole request, whose keys are now the caller's to wipe. */
  DeviceChange change() {
    endSection();
    budget.give(taken);
    return new DeviceChange(
        new TunnelChange(Optional.ofNullable(privateKey), replacePeers, peers),
        listenPort,
        fwmark,
        daita);
  }

  private void wipePrivateKey() {
    if (privateKey != null) {
      privateKey.close();
    }
  }

  /** The request comes to nothing. */
  @Override
  public void close() {
    wipePrivateKey();
    DeviceChange.wipe(peers);
    if (section != null) {
      section.wipe();
    }
    budget.give(taken);
  }
}
