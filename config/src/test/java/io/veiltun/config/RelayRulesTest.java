package io.veiltun.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of peers and of what is around them. */
class RelayRulesTest {
  @TempDir Path folder;

  private Draft relay() {
    return Draft.relay(folder);
  }

  @Test
  void aRelayHasNameAddressesAndPort() {
    assertThat(relay().set("/interface", "{}").problems())
        .containsExactly(
            "/interface/name: missing",
            "/interface/addresses: missing",
            "/interface/listenPort: missing");
    assertThat(relay().set("/interface/addresses", "[]").problems())
        .containsExactly("/interface/addresses: empty, expected at least one");
  }

  @Test
  void listenPortIsZeroTo65535() {
    assertThat(relay().set("/interface/listenPort", "65536").problems())
        .containsExactly("/interface/listenPort: 65536, expected a whole number from 0 to 65535");
    assertThat(relay().set("/interface/listenPort", "-1").problems())
        .containsExactly("/interface/listenPort: -1, expected a whole number from 0 to 65535");
    assertThat(relay().set("/interface/listenPort", "0").problems()).isEmpty();
  }

  @Test
  void mtuIsAtLeast1280WithIpv6() {
    assertThat(relay().set("/interface/mtu", "1279").problems())
        .containsExactly(
            "/interface/mtu: 1279, expected at least 1280 because /interface/addresses/1 is IPv6");
    assertThat(relay().remove("/interface/addresses/1").set("/interface/mtu", "1279").problems())
        .isEmpty();
  }

  @Test
  void aRelayNeedsAPrivateKey() {
    assertThat(relay().remove("/privateKey").problems()).containsExactly("/privateKey: missing");
  }

  @Test
  void aPeerNeedsKeyAndAllowedIps() {
    assertThat(relay().set("/peers/0", "{}").problems())
        .containsExactly("/peers/0/publicKey: missing", "/peers/0/allowedIps: missing");
    assertThat(relay().set("/peers/0/allowedIps", "[]").problems())
        .containsExactly("/peers/0/allowedIps: empty, expected at least one");
  }

  @Test
  void aNetworkBelongsToOnePeer() {
    assertThat(relay().setText("/peers/1/allowedIps/1", "10.66.0.2/32").problems())
        .containsExactly("/peers/1/allowedIps/1: already in the allowedIps of /peers/0");
    assertThat(relay().setText("/peers/1/allowedIps/2", "10.66.0.3/32").problems())
        .containsExactly("/peers/1/allowedIps/2: listed twice");
  }

  @Test
  void aSmallerNetworkInsideAnotherPeersIsFine() {
    assertThat(relay().setText("/peers/1/allowedIps/1", "10.66.0.0/16").problems()).isEmpty();
  }

  @Test
  void peerNamesAreUniqueLabels() {
    assertThat(relay().setText("/peers/1/name", "laptop").problems())
        .containsExactly("/peers/1/name: already the name of /peers/0");
    assertThat(relay().setText("/peers/1/name", "my phone").problems())
        .containsExactly("/peers/1/name: not a name, expected 1 to 32 letters, digits, _ . or -");
  }

  @Test
  void peersAreUnique() {
    Draft draft =
        relay()
            .setText("/peers/0/publicKey", Draft.key(5))
            .setText("/peers/1/publicKey", Draft.key(5));
    assertThat(draft.problems())
        .containsExactly("/peers/1/publicKey: already the public key of /peers/0");
  }

  @Test
  void aPeersEndpointAndKeepaliveAreChecked() {
    assertThat(relay().setText("/peers/1/endpoint", "phone").problems())
        .containsExactly("/peers/1/endpoint: port missing, expected host:port");
    assertThat(relay().set("/peers/1/keepalive", "65536").problems())
        .containsExactly("/peers/1/keepalive: 65536, expected a whole number from 0 to 65535");
  }

  @Test
  void forwardMayBeEmptyAndHoldsAFlag() {
    assertThat(relay().set("/forward", "{}").problems()).isEmpty();
    assertThat(relay().set("/forward", "true").problems())
        .containsExactly("/forward: true, expected an object");
    assertThat(relay().set("/forward/masquerade", "1").problems())
        .containsExactly("/forward/masquerade: a number, expected true or false");
  }

  @Test
  void aRelayWithoutPeersIsWarnedOf() {
    assertThat(relay().set("/peers", "[]").warnings())
        .containsExactly("/peers: empty, so nobody can connect");
  }

  @Test
  void whatOnlyAClientHasIsRefused() {
    assertThat(relay().set("/killSwitch", "false").set("/interface/dns", "[]").problems())
        .containsExactlyInAnyOrder(
            "/killSwitch: only a client has a kill switch",
            "/interface/dns: only a client uses DNS servers");
  }
}
