package io.veiltun.config;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads a profile with peers. */
final class RelayReader {
  private final Problems problems;

  private RelayReader(Problems problems) {
    this.problems = problems;
  }

  static ProfileDraft read(Members root, KeyReader keys, Problems problems) {
    return new RelayReader(problems).read(root, keys);
  }

  private ProfileDraft read(Members root, KeyReader keys) {
    InterfaceDraft device = device(root.object("interface", Shapes.RELAY_INTERFACE));
    KeyMaterial privateKey = keys.read(root, "privateKey");
    List<PeerDraft> peers = peers(root, keys);
    Members forward = root.object("forward", Shapes.FORWARD);
    Optional<Forward> forwarding =
        Optional.ofNullable(forward).map(members -> new Forward(members.flag("masquerade")));
    MetricsListen metrics = CommonReader.metrics(root, problems);
    return () ->
        new RelayProfile(
            device.build(),
            requireNonNull(privateKey),
            peers.stream().map(PeerDraft::build).toList(),
            forwarding,
            Optional.ofNullable(metrics));
  }

  private InterfaceDraft device(@Nullable Members device) {
    if (device == null) {
      return new InterfaceDraft(null, List.of(), OptionalInt.empty(), OptionalInt.empty());
    }
    List<Located<CidrAddress>> addresses = device.someTexts("addresses", CidrAddress.HOST);
    return new InterfaceDraft(
        device.text("name", Names.INTERFACE),
        Located.values(addresses),
        device.whole("listenPort", 0, Ranges.MAX_PORT),
        CommonReader.mtu(device, addresses, problems));
  }

  private List<PeerDraft> peers(Members root, KeyReader keys) {
    List<PeerDraft> peers = new ArrayList<>();
    Unique<String> names = new Unique<>("already the name of", problems);
    Unique<PublicKeyText> publicKeys = new Unique<>("already the public key of", problems);
    Unique<CidrAddress> networks = new Unique<>("already in the allowedIps of", problems);
    for (Members members : root.objects("peers", 0, Integer.MAX_VALUE, Shapes.PEER)) {
      PeerDraft peer = PeerDraft.read(members, peers.size() + 1, keys, problems);
      names.claim(peer.name(), members.pointer(), members.at("name"));
      publicKeys.claim(peer.publicKey(), members.pointer(), members.at("publicKey"));
      for (Located<CidrAddress> network : peer.allowedIps()) {
        networks.claim(network.value(), members.pointer(), network.pointer());
      }
      peers.add(peer);
    }
    if (root.value("peers") instanceof JsonValue.Arr(List<JsonValue> all) && all.isEmpty()) {
      problems.warn(root.at("peers"), "empty, so nobody can connect");
    }
    return peers;
  }

  private record InterfaceDraft(
      @Nullable String name, List<CidrAddress> addresses, OptionalInt listenPort, OptionalInt mtu) {
    RelayInterface build() {
      return new RelayInterface(requireNonNull(name), addresses, listenPort.orElseThrow(), mtu);
    }
  }

  private record PeerDraft(
      @Nullable String name,
      @Nullable PublicKeyText publicKey,
      List<Located<CidrAddress>> allowedIps,
      @Nullable KeyMaterial presharedKey,
      @Nullable HostPort endpoint,
      int keepalive,
      @Nullable WrittenDaita daita) {
    static PeerDraft read(Members members, int number, KeyReader keys, Problems problems) {
      return new PeerDraft(
          members.has("name") ? members.text("name", Names.LABEL) : "peer" + number,
          members.text("publicKey", PublicKeyText.FORM),
          members.someTexts("allowedIps", CidrAddress.NETWORK),
          keys.read(members, "presharedKey"),
          members.text("endpoint", HostPort.ENDPOINT),
          members.whole("keepalive", 0, Ranges.MAX_KEEPALIVE).orElse(0),
          WrittenDaita.read(members.object("daita", Shapes.DAITA), problems));
    }

    PeerEntry build() {
      return new PeerEntry(
          requireNonNull(name),
          requireNonNull(publicKey),
          Located.values(allowedIps),
          Optional.ofNullable(presharedKey),
          Optional.ofNullable(endpoint),
          keepalive,
          Optional.ofNullable(daita).map(WrittenDaita::meaning));
    }
  }
}
