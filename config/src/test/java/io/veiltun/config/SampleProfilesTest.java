package io.veiltun.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleProfilesTest {
  @TempDir Path folder;

  @Test
  void everyMemberOfTheClientSampleArrives() throws Exception {
    ReadResult.Valid result = (ReadResult.Valid) Draft.client(folder).read();
    assertThat(result.warnings()).isEmpty();
    ClientProfile client = (ClientProfile) result.profile();
    assertThat(client.interfaceName()).isEqualTo("veil0");
    assertThat(client.mtu()).hasValue(1420);
    assertThat(client.networkInterface().dns()).containsExactly(InetAddress.ofLiteral("10.64.0.1"));
    assertThat(client.killSwitch()).isFalse();
    assertThat(client.metrics()).contains(new MetricsListen(new HostPort("127.0.0.1", 9586)));
    assertThat(client.privateKey(0).bytes()).isEqualTo(keyFile("laptop.key"));
    assertThat(client.privateKey(1).bytes()).isEqualTo(keyFile("laptop.key"));
    Hop entry = client.hops().getFirst();
    assertThat(entry.name()).isEqualTo("entry");
    assertThat(entry.endpoint()).isEqualTo(new HostPort("192.0.2.1", 51820));
    assertThat(entry.addresses()).containsExactly(CidrAddress.parse("10.66.0.2/32"));
    assertThat(entry.keepalive()).isEqualTo(25);
    assertThat(entry.presharedKey()).isEmpty();
    assertThat(entry.allowedIps()).isEmpty();
    Daita daita = entry.daita().orElseThrow();
    assertThat(daita.defence()).isEqualTo(new DefenceChoice.Named("ephemeral-light"));
    assertThat(daita.rate()).contains(new Quantity.Rate(2_000_000));
    assertThat(daita.perDay()).contains(new Quantity.DataSize(2_000_000_000));
    Hop exit = client.lastHop();
    assertThat(exit.publicKey().base64()).isNotEqualTo(entry.publicKey().base64());
    assertThat(exit.keepalive()).isZero();
    assertThat(exit.daita()).isEmpty();
    assertThat(exit.presharedKey().orElseThrow().bytes()).isEqualTo(keyFile("exit.psk"));
    assertThat(exit.allowedIps()).map(CidrAddress::toString).containsExactly("0.0.0.0/0", "::/0");
  }

  @Test
  void everyMemberOfTheRelaySampleArrives() throws Exception {
    ReadResult.Valid result = (ReadResult.Valid) Draft.relay(folder).read();
    assertThat(result.warnings()).isEmpty();
    RelayProfile relay = (RelayProfile) result.profile();
    assertThat(relay.networkInterface().addresses())
        .map(CidrAddress::toString)
        .containsExactly("10.66.0.1/16", "fd66::1/64");
    assertThat(relay.networkInterface().listenPort()).isEqualTo(51820);
    assertThat(relay.mtu()).isEmpty();
    assertThat(relay.privateKey().bytes()).isEqualTo(keyFile("entry.key"));
    assertThat(relay.forward()).contains(new Forward(true));
    PeerEntry laptop = relay.peers().getFirst();
    assertThat(laptop.name()).isEqualTo("laptop");
    assertThat(laptop.endpoint()).isEmpty();
    assertThat(laptop.keepalive()).isZero();
    assertThat(laptop.daita())
        .contains(
            new Daita(
                new DefenceChoice.Machines(List.of("02eNp", "02eNp")),
                Optional.of(0.5),
                Optional.of(1.0),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Quantity.TimeSpan.parse("30 s")),
                false,
                Quantity.TimeSpan.parse("500 ms")));
    PeerEntry phone = relay.peers().getLast();
    assertThat(phone.daita()).isEmpty();
    assertThat(phone.endpoint()).map(HostPort::toString).contains("[2001:db8::3]:51820");
    assertThat(phone.keepalive()).isEqualTo(25);
    assertThat(phone.presharedKey().orElseThrow().bytes()).isEqualTo(keyFile("phone.psk"));
  }

  @Test
  void hopsAndPeersWithoutNameAreNumbered() {
    ReadResult client = Draft.client(folder).remove("/hops/0/name").remove("/hops/1/name").read();
    assertThat(((ClientProfile) ((ReadResult.Valid) client).profile()).hops())
        .map(Hop::name)
        .containsExactly("hop1", "hop2");
    ReadResult relay = Draft.relay(folder).remove("/peers/1/name").read();
    assertThat(((RelayProfile) ((ReadResult.Valid) relay).profile()).peers())
        .map(PeerEntry::name)
        .containsExactly("laptop", "peer2");
  }

  @Test
  void lastHopCarriesEverythingUnlessToldOtherwise() {
    ReadResult result = Draft.client(folder).remove("/hops/1/allowedIps").read();
    assertThat(((ClientProfile) ((ReadResult.Valid) result).profile()).lastHop().allowedIps())
        .map(CidrAddress::toString)
        .containsExactly("0.0.0.0/0", "::/0");
  }

  @Test
  void aHopsOwnPrivateKeyComesBeforeTheProfiles() {
    ReadResult result = Draft.client(folder).setText("/hops/1/privateKey", Draft.key(77)).read();
    ClientProfile client = (ClientProfile) ((ReadResult.Valid) result).profile();
    assertThat(client.privateKey(1)).isEqualTo(KeyMaterial.parse(Draft.key(77)));
    assertThat(client.privateKey(0)).isNotEqualTo(client.privateKey(1));
  }

  @Test
  void closingAProfileWipesItsKeys() {
    ClientProfile client =
        (ClientProfile) ((ReadResult.Valid) Draft.client(folder).read()).profile();
    client.close();
    assertThat(client.privateKey(0).bytes()).containsOnly(0);
    assertThat(client.lastHop().presharedKey().orElseThrow().bytes()).containsOnly(0);
    RelayProfile relay = (RelayProfile) ((ReadResult.Valid) Draft.relay(folder).read()).profile();
    relay.close();
    assertThat(relay.privateKey().bytes()).containsOnly(0);
    assertThat(relay.peers().getLast().presharedKey().orElseThrow().bytes()).containsOnly(0);
  }

  private byte[] keyFile(String name) throws Exception {
    return Base64.getDecoder().decode(Files.readString(folder.resolve(name)).strip());
  }
}
