package io.veiltun.cli.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.NetworkRequest.Forwarding;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkPlanTest {
  private static final PolicyNumbers NUMBERS = new PolicyNumbers(51820, 32764);

  @TempDir Path root;

  @BeforeEach
  void kernel() throws IOException {
    FakeHost host = new FakeHost(root);
    host.file("/proc/sys/net/ipv4/conf/all/rp_filter", "0\n");
    host.file("/proc/sys/net/ipv4/conf/all/src_valid_mark", "0\n");
    host.file("/proc/sys/net/ipv4/ip_forward", "0\n");
    host.file("/proc/sys/net/ipv6/conf/all/forwarding", "0\n");
  }

  @Test
  void defaultRoutesGetRulesForBothFamilies() {
    List<Step> steps = plan(request(List.of("0.0.0.0/0", "::/0"), Forwarding.NONE));

    assertThat(steps)
        .containsSubsequence(
            new AddRoute("veil0", Cidr.parse("0.0.0.0/0"), 51820),
            new AddRule(Rule.suppressDefault(Family.INET, 32764)),
            new AddRule(Rule.notMarked(Family.INET, 32765, 51820, 51820)),
            new AddRoute("veil0", Cidr.parse("::/0"), 51820),
            new AddRule(Rule.suppressDefault(Family.INET6, 32764)),
            new AddRule(Rule.notMarked(Family.INET6, 32765, 51820, 51820)));
    assertThat(steps).contains(new SetSysctl(Sysctl.SRC_VALID_MARK, "1"));
  }

  @Test
  void aKernelWithoutIpv6GetsNoIpv6Route() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("proc/sys/net/ipv6"))) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }

    assertThat(plan(request(List.of("0.0.0.0/0", "::/0"), Forwarding.NONE)))
        .doesNotContain(new AddRoute("veil0", Cidr.parse("::/0"), 51820))
        .contains(new AddRoute("veil0", Cidr.parse("0.0.0.0/0"), 51820));
  }

  @Test
  void longerPrefixesAreRoutedFirst() {
    List<Step> steps =
        plan(request(List.of("10.0.0.0/8", "10.1.2.0/24", "10.1.0.0/16"), Forwarding.NONE));

    assertThat(steps.stream().filter(AddRoute.class::isInstance))
        .containsExactly(
            new AddRoute("veil0", Cidr.parse("10.1.2.0/24"), 254),
            new AddRoute("veil0", Cidr.parse("10.1.0.0/16"), 254),
            new AddRoute("veil0", Cidr.parse("10.0.0.0/8"), 254));
    assertThat(steps).noneMatch(AddRule.class::isInstance);
  }

  @Test
  void theNetworkOfAnOwnAddressIsNotRoutedTwice() {
    NetworkRequest request =
        new NetworkRequest(
            "veil0",
            1420,
            List.of(Cidr.parse("10.66.0.1/16")),
            List.of(Cidr.parse("10.66.0.0/16"), Cidr.parse("10.66.0.2/32")),
            List.of(),
            Forwarding.NONE);

    assertThat(plan(request).stream().filter(AddRoute.class::isInstance))
        .containsExactly(new AddRoute("veil0", Cidr.parse("10.66.0.2/32"), 254));
  }

  @Test
  void whereIpv6DoesNotFitItIsRefusedAndNotLetAround() throws IOException {
    new FakeHost(root).file("/proc/sys/net/ipv6/conf/all/forwarding", "0\n");
    NetworkRequest narrow =
        new NetworkRequest(
            "veil0",
            1279,
            List.of(Cidr.parse("10.64.0.2/32")),
            List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0"), Cidr.parse("fd00::/8")),
            List.of(),
            Forwarding.NONE);

    assertThat(plan(narrow))
        .contains(
            new AddRoute("veil0", Cidr.parse("0.0.0.0/0"), 51820),
            new RefuseRoute(Cidr.parse("::/0"), 51820),
            new RefuseRoute(Cidr.parse("fd00::/8"), 254),
            new AddRule(Rule.notMarked(Family.INET6, 32765, 51820, 51820)))
        .doesNotContain(new AddRoute("veil0", Cidr.parse("::/0"), 51820));
  }

  @Test
  void strictReversePathFilteringNeedsTheMarkBack() throws IOException {
    new FakeHost(root).file("/proc/sys/net/ipv4/conf/eth0/rp_filter", "1\n");
    List<Step> steps = plan(request(List.of("0.0.0.0/0"), Forwarding.NONE));

    assertThat(steps.stream().filter(LoadNftTable.class::isInstance))
        .singleElement()
        .extracting(step -> ((LoadNftTable) step).ruleset())
        .asString()
        .contains("meta mark 51820 ct mark set mark", "meta mark set ct mark");
  }

  @Test
  void masqueradeWithoutNftNamesThePackage() {
    List<Step> firewall =
        plan(request(List.of(), Forwarding.MASQUERADED)).stream()
            .filter(LoadNftTable.class::isInstance)
            .toList();
    NetworkPlan plan = new NetworkPlan(firewall);

    assertThatThrownBy(() -> plan.apply(new FakeHost(root).system(), _ -> {}))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNSUPPORTED))
        .hasMessageContaining("apt-get install nftables");
  }

  @Test
  void everyUndoIsJournaledBeforeItsStepIsDone() throws CommandFailure {
    FakeHost host = new FakeHost(root, "resolvconf", "nft");
    Step sysctl = new SetSysctl(Sysctl.IPV4_FORWARD, "1");
    Step table = new LoadNftTable("veiltun_veil0", "table inet veiltun_veil0 {}");
    Step dns = new SetDns("veil0", List.of(InetAddress.ofLiteral("10.64.0.1")));

    new NetworkPlan(List.of(new AddRule(Rule.suppressDefault(Family.INET, 1)), sysctl, table, dns))
        .apply(host.system(), undo -> host.events.add("journal: " + undo.description()));

    assertThat(host.events.stream().map(event -> event.lines().findFirst().orElse("")))
        .containsExactly(
            "journal: the IPv4 rule 1: lookup main suppress_prefixlength 0",
            "netlink 32",
            "journal: the kernel parameter net/ipv4/ip_forward",
            "journal: the nft table inet veiltun_veil0",
            "nft -f - < table inet veiltun_veil0 {}",
            "journal: the name servers set by resolvconf",
            "resolvconf -a veil0 -m 0 -x < # Written by veiltun for veil0; restored by: veiltun"
                + " down veil0");
    assertThat(root.resolve("proc/sys/net/ipv4/ip_forward")).content().isEqualTo("1\n");
  }

  @Test
  void aStepIsNotDoneWhenTheJournalCannotBeWritten() {
    FakeHost host = new FakeHost(root);
    NetworkPlan plan = new NetworkPlan(List.of(new AddRule(Rule.suppressDefault(Family.INET, 1))));

    assertThatThrownBy(() ->
            plan.apply(
                host.system(),
                _ -> {
                  throw new CommandFailure(ExitCode.FAILED, "disk full");
                }))
        .hasMessage("disk full");
    assertThat(host.events).isEmpty();
  }

  @Test
  void missingPermissionSaysSo() {
    FakeHost host = new FakeHost(root);
    host.answer = -1;
    NetworkPlan plan = new NetworkPlan(List.of(new AddRule(Rule.suppressDefault(Family.INET, 1))));

    assertThatThrownBy(() -> plan.apply(host.system(), _ -> {}))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNSUPPORTED))
        .hasMessageContaining("CAP_NET_ADMIN");
  }

  @Test
  void undoingWhatIsNotThereIsSilent() throws CommandFailure {
    FakeHost host = new FakeHost(root, "nft");
    host.answer = -2;
    List<Undo> undo = new ArrayList<>();
    undo.add(new DeleteRule(Rule.suppressDefault(Family.INET, 1)));
    undo.add(new DeleteRoute("veil-absent", Cidr.parse("::/0"), 51820));
    undo.add(new DeleteAddress("veil-absent", Cidr.parse("10.0.0.1/32")));
    undo.add(new RestoreSysctl("net/ipv4/absent", "0"));

    for (Undo each : undo) {
      each.perform(host.system());
    }

    assertThat(host.events).containsExactly("netlink 33");
  }

  @Test
  void anUnchangedParameterIsNotRestored() throws IOException, CommandFailure {
    FakeHost host = new FakeHost(root);
    Path forward = host.file("/proc/sys/net/ipv4/ip_forward", "1\n");
    SetSysctl step = new SetSysctl(Sysctl.IPV4_FORWARD, "1");

    assertThat(step.undo(host.system())).isEmpty();
    Files.writeString(forward, "0\n");
    assertThat(step.undo(host.system())).contains(new RestoreSysctl(Sysctl.IPV4_FORWARD, "0"));
  }

  @Test
  void nftTableNamesNeverCollide() {
    assertThat(Stream.of("a-b", "a_b", "a.b", "ab", "a_2db").map(NftRuleset::table))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[A-Za-z_][A-Za-z0-9_]*"));
  }

  private List<Step> plan(NetworkRequest request) {
    return NetworkPlan.of(request, NUMBERS, new FakeHost(root).system()).steps();
  }

  private static NetworkRequest request(List<String> destinations, Forwarding forwarding) {
    return new NetworkRequest(
        "veil0",
        1420,
        List.of(Cidr.parse("10.64.0.2/32")),
        destinations.stream().map(Cidr::parse).toList(),
        List.of(),
        forwarding);
  }
}
