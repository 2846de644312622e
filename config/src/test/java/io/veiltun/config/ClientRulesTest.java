package io.veiltun.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of hops and of what is around them. */
class ClientRulesTest {
  @TempDir Path folder;

  private Draft client() {
    return Draft.client(folder);
  }

  @Test
  void aChainHasOneToEightHops() {
    assertThat(client().set("/hops", "[]").problems())
        .contains("/hops: empty, expected at least one");
    Draft draft = client().remove("/hops/1");
    assertThat(draft.problems()).isEmpty();
    for (int i = 1; i < 8; i++) {
      draft.set("/hops/" + i, hop(i));
    }
    assertThat(draft.problems()).isEmpty();
    assertThat(draft.set("/hops/8", hop(8)).problems())
        .containsExactly("/hops: 9 elements, expected at most 8");
  }

  private static String hop(int i) {
    return "{\"publicKey\": \"%s\", \"endpoint\": \"h.example:1\", \"addresses\": [\"10.0.0.1/32\"]}"
        .formatted(Draft.key(i));
  }

  @Test
  void hopNamesAreUnique() {
    assertThat(client().setText("/hops/1/name", "entry").problems())
        .containsExactly("/hops/1/name: already the name of /hops/0");
  }

  @Test
  void aNumberedNameCanCollideToo() {
    assertThat(client().setText("/hops/0/name", "hop2").remove("/hops/1/name").problems())
        .containsExactly("/hops/1/name: already the name of /hops/0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a/b", "-x", "é", "abcdefghijklmnopqrstuvwxyz0123456"})
  void hopNamesAreShortLabels(String name) {
    assertThat(client().setText("/hops/0/name", name).problems())
        .containsExactly("/hops/0/name: not a name, expected 1 to 32 letters, digits, _ . or -");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a/b", "a b", "a:b", "-f", "all", "default", "sixteen-letters-"})
  void interfaceNamesAreWhatTheKernelTakes(String name) {
    assertThat(client().setText("/interface/name", name).problems())
        .containsExactly(
            "/interface/name: not an interface name, expected 1 to 15 letters, digits, _ . or -");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v", "wg-0", "fifteen-letters", "...", "_x.y"})
  void usualInterfaceNamesAreAccepted(String name) {
    assertThat(client().setText("/interface/name", name).problems()).isEmpty();
  }

  @Test
  void publicKeyHas44Characters() {
    assertThat(client().setText("/hops/1/publicKey", Draft.key(5).substring(1)).problems())
        .containsExactly("/hops/1/publicKey: 43 characters of base64, expected 44");
  }

  @Test
  void publicKeyIsBase64() {
    assertThat(client().setText("/hops/1/publicKey", "!" + Draft.key(5).substring(1)).problems())
        .containsExactly("/hops/1/publicKey: not base64");
    assertThat(client().setText("/hops/1/publicKey", "é" + Draft.key(5).substring(1)).problems())
        .containsExactly("/hops/1/publicKey: not base64");
  }

  @Test
  void publicKeyIsCanonicalBase64Of32Bytes() {
    String trailingBits = "A".repeat(42) + "B=";
    assertThat(client().setText("/hops/1/publicKey", trailingBits).problems())
        .containsExactly("/hops/1/publicKey: not the canonical base64 of 32 bytes");
    String bytes33 = "B".repeat(44);
    assertThat(client().setText("/hops/1/publicKey", bytes33).problems())
        .containsExactly("/hops/1/publicKey: not the canonical base64 of 32 bytes");
  }

  @Test
  void aKeyOfZerosIsNoKey() {
    assertThat(client().setText("/hops/1/publicKey", "A".repeat(43) + "=").problems())
        .containsExactly("/hops/1/publicKey: a key of zeros");
  }

  @Test
  void twoHopsCannotBeTheSamePeer() {
    Draft draft =
        client()
            .setText("/hops/0/publicKey", Draft.key(5))
            .setText("/hops/1/publicKey", Draft.key(5));
    assertThat(draft.problems())
        .containsExactly("/hops/1/publicKey: already the public key of /hops/0");
  }

  @Test
  void aHopHasAnAddress() {
    assertThat(client().set("/hops/0/addresses", "[]").problems())
        .containsExactly("/hops/0/addresses: empty, expected at least one");
  }

  @Test
  void anAddressIsListedOnce() {
    assertThat(client().setText("/hops/0/addresses/1", "10.66.0.2/32").problems())
        .containsExactly("/hops/0/addresses/1: listed twice");
  }

  @Test
  void anAddressBelongsToOneMachine() {
    assertThat(client().setText("/hops/0/addresses/1", "224.0.0.1/32").problems())
        .containsExactly("/hops/0/addresses/1: not the address of one machine");
    assertThat(client().setText("/hops/0/addresses/1", "::/128").problems())
        .containsExactly("/hops/0/addresses/1: not the address of one machine");
  }

  @Test
  void anEndpointIsOneMachine() {
    assertThat(client().setText("/hops/0/endpoint", "0.0.0.0:51820").problems())
        .containsExactly("/hops/0/endpoint: not the address of one machine");
    assertThat(client().setText("/hops/0/endpoint", "255.255.255.255:1").problems())
        .containsExactly("/hops/0/endpoint: not the address of one machine");
  }

  @Test
  void anEndpointNeedsAnAddressOfItsFamilyInTheHopBefore() {
    assertThat(client().setText("/hops/1/endpoint", "[2001:db8::7]:51820").problems())
        .containsExactly("/hops/1/endpoint: IPv6, but /hops/0/addresses has no IPv6 address");
    Draft ipv6Entry = client().set("/hops/0/addresses", "[\"fd66::2/128\"]");
    assertThat(ipv6Entry.problems())
        .containsExactly("/hops/1/endpoint: IPv4, but /hops/0/addresses has no IPv4 address");
    assertThat(ipv6Entry.setText("/hops/1/endpoint", "[2001:db8::7]:51820").problems()).isEmpty();
  }

  @Test
  void theFirstEndpointAndNamesMayBeOfAnyFamily() {
    assertThat(client().setText("/hops/0/endpoint", "[2001:db8::7]:51820").problems()).isEmpty();
    assertThat(client().setText("/hops/1/endpoint", "exit.example.net:51820").problems()).isEmpty();
  }

  @Test
  void allowedIpsOnlyMatterOnTheLastHop() {
    assertThat(client().set("/hops/0/allowedIps", "[\"10.0.0.0/8\"]").problems())
        .containsExactly("/hops/0/allowedIps: only matters on the last hop, remove it");
  }

  @Test
  void allowedIpsAreNetworksListedOnce() {
    assertThat(client().set("/hops/1/allowedIps", "[]").problems())
        .containsExactly("/hops/1/allowedIps: empty, expected at least one");
    assertThat(client().setText("/hops/1/allowedIps/0", "10.66.0.2/16").problems())
        .containsExactly("/hops/1/allowedIps/0: bits set behind the prefix, expected 10.66.0.0/16");
    assertThat(client().setText("/hops/1/allowedIps/2", "0::/0").problems())
        .containsExactly("/hops/1/allowedIps/2: listed twice");
  }

  @Test
  void everyHopNeedsAPrivateKey() {
    assertThat(client().remove("/privateKey").problems()).containsExactly("/privateKey: missing");
    assertThat(
            client().remove("/privateKey").setText("/hops/0/privateKey", Draft.key(3)).problems())
        .containsExactly("/hops/1/privateKey: missing, and the profile has none for all hops");
    assertThat(
            client()
                .remove("/privateKey")
                .setText("/hops/0/privateKey", Draft.key(3))
                .setText("/hops/1/privateKey", Draft.key(4))
                .problems())
        .isEmpty();
  }

  @Test
  void aPrivateKeyThatNoHopUsesIsWarnedOf() {
    assertThat(
            client()
                .setText("/hops/0/privateKey", Draft.key(3))
                .setText("/hops/1/privateKey", Draft.key(4))
                .warnings())
        .containsExactly("/privateKey: not used, every hop has its own");
  }

  @Test
  void keepaliveIsZeroTo65535Seconds() {
    assertThat(client().set("/hops/0/keepalive", "-1").problems())
        .containsExactly("/hops/0/keepalive: -1, expected a whole number from 0 to 65535");
    assertThat(client().set("/hops/0/keepalive", "65536").problems())
        .containsExactly("/hops/0/keepalive: 65536, expected a whole number from 0 to 65535");
    assertThat(client().set("/hops/0/keepalive", "1" + "0".repeat(30)).problems())
        .containsExactly("/hops/0/keepalive: expected a whole number from 0 to 65535");
    assertThat(client().set("/hops/0/keepalive", "65535").problems()).isEmpty();
    assertThat(client().set("/hops/0/keepalive", "0").problems()).isEmpty();
  }

  @Test
  void mtuIs576To65535Bytes() {
    Draft ipv4 = client().remove("/hops/1/addresses/1");
    assertThat(ipv4.set("/interface/mtu", "576").problems()).isEmpty();
    assertThat(ipv4.set("/interface/mtu", "575").problems())
        .containsExactly("/interface/mtu: 575, expected a whole number from 576 to 65535");
    assertThat(ipv4.set("/interface/mtu", "65536").problems())
        .containsExactly("/interface/mtu: 65536, expected a whole number from 576 to 65535");
  }

  @Test
  void mtuIsAtLeast1280WithIpv6() {
    assertThat(client().set("/interface/mtu", "1279").problems())
        .containsExactly(
            "/interface/mtu: 1279, expected at least 1280 because /hops/1/addresses/1 is IPv6");
    assertThat(client().set("/interface/mtu", "1280").problems()).isEmpty();
  }

  @Test
  void dnsServersAreAddressesListedOnce() {
    assertThat(client().setText("/interface/dns/0", "dns.example").problems())
        .containsExactly("/interface/dns/0: not an IP address");
    assertThat(client().setText("/interface/dns/1", "10.64.0.1").problems())
        .containsExactly("/interface/dns/1: listed twice");
    assertThat(client().setText("/interface/dns/1", "fd64::1").problems()).isEmpty();
  }

  @Test
  void dnsOutsideTheTunnelIsWarnedOf() {
    assertThat(client().set("/hops/1/allowedIps", "[\"10.77.0.0/16\", \"fd77::/16\"]").warnings())
        .containsExactly(
            "/interface/dns/0: not in the last hop's allowedIps, so queries bypass the tunnel");
  }

  @Test
  void aRoutedFamilyWithoutAddressIsWarnedOf() {
    assertThat(client().remove("/hops/1/addresses/1").warnings())
        .containsExactly(
            "/hops/1/addresses: no IPv6 address, so IPv6 is blocked instead of carried");
  }

  @Test
  void killSwitchIsOffUnlessAskedFor() {
    assertThat(hasKillSwitch(client().set("/killSwitch", "true"))).isTrue();
    assertThat(hasKillSwitch(client().remove("/killSwitch"))).isFalse();
    assertThat(client().set("/killSwitch", "true").warnings()).isEmpty();
  }

  private static boolean hasKillSwitch(Draft draft) {
    try (Profile profile = ((ReadResult.Valid) draft.read()).profile()) {
      return ((ClientProfile) profile).killSwitch();
    }
  }

  @Test
  void killSwitchOfATunnelForSomeNetworksIsWarnedOf() {
    Draft some = client().set("/killSwitch", "true").set("/hops/1/allowedIps", "[\"10.0.0.0/8\"]");
    assertThat(some.warnings())
        .anyMatch(warning -> warning.startsWith("/killSwitch: the last hop's allowedIps have no"));
  }

  @Test
  void killSwitchWithoutNameServersOrWithANameIsWarnedOf() {
    Draft draft =
        client()
            .set("/killSwitch", "true")
            .remove("/interface/dns")
            .set("/hops/0/endpoint", "\"entry.example.net:51820\"");
    assertThat(draft.warnings())
        .anyMatch(warning -> warning.startsWith("/killSwitch: without /interface/dns"))
        .anyMatch(warning -> warning.startsWith("/hops/0/endpoint: a name can't be resolved"));
  }

  @Test
  void whatOnlyARelayHasIsRefused() {
    Draft draft =
        client()
            .set("/interface/addresses", "[]")
            .set("/interface/listenPort", "1")
            .set("/forward", "{}");
    assertThat(draft.problems())
        .containsExactlyInAnyOrder(
            "/interface/addresses: only a relay has addresses here, a client has them in its hops",
            "/interface/listenPort: only a relay listens",
            "/forward: only a relay forwards");
  }

  @Test
  void metricsThatOthersCanReachAreWarnedOf() {
    assertThat(client().setText("/metrics/listen", "0.0.0.0:9586").warnings())
        .containsExactly(
            "/metrics/listen: not a loopback address, so others can see when the tunnel is used");
    assertThat(client().setText("/metrics/listen", "[::1]:9586").warnings()).isEmpty();
    assertThat(client().setText("/metrics/listen", "localhost:9586").warnings()).isEmpty();
  }
}
