package io.veiltun.cli.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillSwitchTest {
  @Test
  void aDefaultRouteLetsNothingPassButTheTunnelAndWhatKeepsTheLinkAlive() {
    KillSwitch all =
        killSwitch("192.0.2.1", List.of("0.0.0.0/0"), List.of("192.168.5.0/24", "fd05::/64"));

    assertThat(all.ruleset())
        .isEqualTo(
            """
            table inet veiltun-kill-veil0 {}
            delete table inet veiltun-kill-veil0
            table inet veiltun-kill-veil0 {
              chain output {
                type filter hook output priority 300; policy drop;
                oifname { "lo", "veil0" } accept
                meta mark 51820 ip daddr 192.0.2.1 udp dport 443 accept
                ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept
                ip6 saddr fe80::/10 ip6 daddr { ff02::1:2, ff05::1:3 } udp sport 546 udp dport 547 accept
                icmpv6 type { 133, 134, 135, 136 } ip6 hoplimit 255 accept
                meta l4proto { tcp, udp } th dport { 53, 853, 5355 } reject with icmpx admin-prohibited
                ip daddr 224.0.0.0/24 accept
                ip6 daddr { fe80::/10, ff02::/16 } accept
                ip daddr 192.168.5.0/24 rt ip nexthop 192.168.5.0/24 accept
                ip6 daddr fd05:0:0:0:0:0:0:0/64 rt ip6 nexthop fd05:0:0:0:0:0:0:0/64 accept
                reject with icmpx admin-prohibited
              }
              chain input {
                type filter hook input priority 300; policy drop;
                iifname { "lo", "veil0" } accept
                ip saddr 192.0.2.1 udp sport 443 accept
                ct state { established, related } accept
                meta nfproto ipv4 udp sport 67 udp dport 68 accept
                ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept
                icmpv6 type { 133, 134, 135, 136 } ip6 hoplimit 255 accept
                ip6 saddr fe80::/10 accept
                ip saddr 192.168.5.0/24 accept
                ip6 saddr fd05:0:0:0:0:0:0:0/64 accept
              }
              chain forward {
                type filter hook forward priority 300; policy drop;
                oifname "veil0" accept
                iifname "veil0" ct state { established, related } accept
              }
            }
            """);
    assertThat(all.blocked()).isEqualTo("all traffic");
  }

  @Test
  void withoutADefaultRouteOnlyTheTunnelsOwnNetworksAndForeignDnsAreBlocked() {
    KillSwitch some =
        killSwitch("2001:db8::1", List.of("10.1.0.0/16", "fd01::/32"), List.of("192.168.5.0/24"));

    assertThat(some.ruleset())
        .isEqualTo(
            """
            table inet veiltun-kill-veil0 {}
            delete table inet veiltun-kill-veil0
            table inet veiltun-kill-veil0 {
              chain output {
                type filter hook output priority 300; policy accept;
                oifname { "lo", "veil0" } accept
                meta mark 51820 ip6 daddr 2001:db8:0:0:0:0:0:1 udp dport 443 accept
                meta l4proto { tcp, udp } th dport { 53, 853, 5355 } reject with icmpx admin-prohibited
                ip daddr 10.1.0.0/16 reject with icmpx admin-prohibited
                ip6 daddr fd01:0:0:0:0:0:0:0/32 reject with icmpx admin-prohibited
              }
              chain forward {
                type filter hook forward priority 300; policy accept;
                oifname "veil0" accept
                ip daddr 10.1.0.0/16 drop
                ip6 daddr fd01:0:0:0:0:0:0:0/32 drop
              }
            }
            """);
    assertThat(some.blocked()).isEqualTo("traffic to 10.1.0.0/16, fd01:0:0:0:0:0:0:0/32");
  }

  @Test
  void anEntryThatMovedIsTheOnlyOneThatMayBeReached() {
    KillSwitch moved =
        killSwitch("192.0.2.1", List.of("::/0"), List.of())
            .withEntry(new InetSocketAddress(InetAddress.ofLiteral("198.51.100.9"), 5));

    assertThat(moved.ruleset())
        .contains("ip daddr 198.51.100.9 udp dport 5 accept", "ip saddr 198.51.100.9 udp sport 5")
        .doesNotContain("192.0.2.1");
  }

  @Test
  void aNameThatWasNotResolvedIsNoEntry() {
    InetSocketAddress name = InetSocketAddress.createUnresolved("entry.example", 5);
    KillSwitch known = killSwitch("192.0.2.1", List.of("::/0"), List.of());

    assertThatThrownBy(() -> known.withEntry(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void withoutNftItIsRefusedAndNamesThePackage(@TempDir Path root) {
    FakeHost host = new FakeHost(root);
    RaiseKillSwitch step =
        new RaiseKillSwitch(killSwitch("192.0.2.1", List.of("0.0.0.0/0"), List.of()));

    assertThatThrownBy(() -> step.undo(host.system()))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNSUPPORTED))
        .hasMessageContaining("apt-get install nftables");
    assertThat(host.events).isEmpty();
  }

  @Test
  void itIsRaisedBeforeAnythingElseIsChangedAndLiftedByItsName(@TempDir Path root)
      throws CommandFailure {
    FakeHost host = new FakeHost(root, "nft");
    KillSwitch all = killSwitch("192.0.2.1", List.of("0.0.0.0/0"), List.of());
    Step route = new AddRule(Rule.suppressDefault(Family.INET, 1));

    new NetworkPlan(List.of(route))
        .behind(new RaiseKillSwitch(all))
        .apply(host.system(), undo -> host.events.add("journal: " + undo.description()));
    new LiftKillSwitch("veil0", "all traffic").perform(host.system());

    assertThat(host.events)
        .containsExactly(
            "journal: the kill switch of veil0",
            "nft -f - < " + all.ruleset(),
            "journal: the IPv4 rule 1: lookup main suppress_prefixlength 0",
            "netlink 32",
            """
            nft -f - < table inet veiltun-kill-veil0 {}
            delete table inet veiltun-kill-veil0
            """);
  }

  @Test
  void onlyPrivateNetworksAreLocal() {
    List<Cidr> addresses =
        Stream.of(
                "192.168.5.7/24",
                "192.168.5.8/24",
                "172.17.0.1/16",
                "10.9.9.9/8",
                "169.254.3.4/16",
                "fd05::7/64",
                "fe80::1/64",
                "127.0.0.1/8",
                "192.0.2.10/24",
                "172.0.0.1/8",
                "2001:db8::1/64")
            .map(Cidr::parse)
            .toList();

    assertThat(LocalNetworks.among(addresses))
        .extracting(Cidr::toString)
        .containsExactly(
            "10.0.0.0/8",
            "169.254.0.0/16",
            "172.17.0.0/16",
            "192.168.5.0/24",
            "fd05:0:0:0:0:0:0:0/64");
  }

  private static KillSwitch killSwitch(
      String entry, List<String> destinations, List<String> localNetworks) {
    return new KillSwitch(
        "veil0",
        51820,
        new InetSocketAddress(InetAddress.ofLiteral(entry), 443),
        destinations.stream().map(Cidr::parse).toList(),
        localNetworks.stream().map(Cidr::parse).toList(),
        true);
  }
}
