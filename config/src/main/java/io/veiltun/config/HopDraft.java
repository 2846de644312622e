package io.veiltun.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A hop as far as it could be read; what is null was reported. */
record HopDraft(
    Members members,
    @Nullable String name,
    @Nullable PublicKeyText publicKey,
    @Nullable HostPort endpoint,
    List<Located<CidrAddress>> addresses,
    @Nullable KeyMaterial privateKey,
    @Nullable KeyMaterial presharedKey,
    int keepalive,
    List<Located<CidrAddress>> allowedIps,
    @Nullable WrittenDaita daita) {

  private static final List<CidrAddress> EVERYTHING =
      List.of(CidrAddress.parse("0.0.0.0/0"), CidrAddress.parse("::/0"));

  /** {@code number} counts from 1 and makes the default name. */
  static HopDraft read(Members members, int number, KeyReader keys, Problems problems) {
    return new HopDraft(
        members,
        members.has("name") ? members.text("name", Names.LABEL) : "hop" + number,
        members.text("publicKey", PublicKeyText.FORM),
        members.text("endpoint", HostPort.ENDPOINT),
        members.someTexts("addresses", CidrAddress.HOST),
        keys.read(members, "privateKey"),
        keys.read(members, "presharedKey"),
        members.whole("keepalive", 0, Ranges.MAX_KEEPALIVE).orElse(0),
        members.someTexts("allowedIps", CidrAddress.NETWORK),
        WrittenDaita.read(members.object("daita", Shapes.DAITA), problems));
  }

  String pointer() {
    return members.pointer();
  }

  /** Whether one of our addresses in this hop is of the family. */
  boolean hasFamily(boolean ipv6) {
    return addresses.stream().anyMatch(address -> address.value().ipv6() == ipv6);
  }

  /** What this hop carries if it is the last. */
  List<CidrAddress> carried() {
    return members.has("allowedIps") ? Located.values(allowedIps) : EVERYTHING;
  }

  Hop build(boolean last) {
    return new Hop(
        requireNonNull(name),
        requireNonNull(publicKey),
        requireNonNull(endpoint),
        Located.values(addresses),
        Optional.ofNullable(privateKey),
        Optional.ofNullable(presharedKey),
        keepalive,
        last ? carried() : List.of(),
        Optional.ofNullable(daita).map(WrittenDaita::meaning));
  }
}
