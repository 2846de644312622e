package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Everything to be changed on the host for one tunnel, in order (linux-dataplane §10).
 *
 * @param steps the changes
 */
public record NetworkPlan(List<Step> steps) {
  private static final int TX_QUEUE_LENGTH = 1000;
  private static final int LEAST_IPV6_MTU = 1280;

  /** Copies the list. */
  public NetworkPlan {
    steps = List.copyOf(steps);
  }

  /**
   * Works out the steps; reads from the host, changes nothing.
   *
   * @param numbers table, mark and priorities; used if the request takes a default route
   */
  public static NetworkPlan of(NetworkRequest request, PolicyNumbers numbers, HostSystem system) {
    return new NetworkPlan(new Builder(request, numbers, system).steps());
  }

  /** The same with another change before all others. */
  public NetworkPlan behind(Step first) {
    List<Step> all = new ArrayList<>(List.of(first));
    all.addAll(steps);
    return new NetworkPlan(all);
  }

  /**
   * Does every step, each after its undoing is in the journal. When one fails, the caller rolls the
   * journal back: it also covers a step half done.
   */
  public void apply(HostSystem system, UndoJournal journal) throws CommandFailure {
    for (Step step : steps) {
      Optional<Undo> undo = step.undo(system);
      if (undo.isPresent()) {
        journal.record(undo.get());
      }
      step.perform(system);
    }
  }

  private record Builder(NetworkRequest request, PolicyNumbers numbers, HostSystem system) {
    List<Step> steps() {
      List<Step> steps = new ArrayList<>();
      String name = request.interfaceName();
      boolean ipv6 = Files.isDirectory(system.file("/proc/sys/net/ipv6"));
      if (ipv6 && needsIpv6()) {
        steps.add(new EnableIpv6(name));
      }
      steps.add(new ConfigureLink(name, request.mtu(), TX_QUEUE_LENGTH, true));
      request.addresses().forEach(address -> steps.add(new AddAddress(name, address)));
      forwarding(steps);
      firewall(steps);
      specificRoutes(steps);
      for (Cidr destination : request.destinations()) {
        // Without IPv6 in the kernel there is nothing that could pass beside the tunnel.
        if (destination.isDefault() && (ipv6 || destination.family() == Family.INET)) {
          defaultRoute(steps, destination);
        }
      }
      if (!request.dns().isEmpty()) {
        steps.add(new SetDns(name, request.dns()));
      }
      return steps;
    }

    private boolean needsIpv6() {
      return request.addresses().stream().anyMatch(a -> a.family() == Family.INET6)
          || request.destinations().stream().anyMatch(d -> d.family() == Family.INET6);
    }

    private void forwarding(List<Step> steps) {
      if (request.forwarding() == NetworkRequest.Forwarding.NONE) {
        return;
      }
      if (request.addresses().stream().anyMatch(a -> a.family() == Family.INET)) {
        steps.add(new SetSysctl(Sysctl.IPV4_FORWARD, "1"));
      }
      if (request.addresses().stream().anyMatch(a -> a.family() == Family.INET6)) {
        steps.add(new SetSysctl(Sysctl.IPV6_FORWARD, "1"));
      }
    }

    private void firewall(List<Step> steps) {
      boolean masquerade = request.forwarding() == NetworkRequest.Forwarding.MASQUERADED;
      // Where answers are filtered strictly, the tunnel would be deaf without the mark's return.
      boolean marks =
          request.takesDefaultRoute()
              && (strictReversePath() || system.commands().available("nft"));
      if (!masquerade && !marks) {
        return;
      }
      NftRuleset ruleset = new NftRuleset(request.interfaceName());
      if (masquerade) {
        ruleset.masquerade();
      }
      if (marks) {
        ruleset.markedAnswers(request.addresses(), numbers.mark());
      }
      String table = NftRuleset.table(request.interfaceName());
      steps.add(new LoadNftTable(table, ruleset.text()));
    }

    private boolean strictReversePath() {
      try (var interfaces = Files.newDirectoryStream(system.file("/proc/sys/net/ipv4/conf"))) {
        for (var entry : interfaces) {
          if (Files.readString(entry.resolve("rp_filter")).strip().equals("1")) {
            return true;
          }
        }
      } catch (java.io.IOException e) {
        return false; // a kernel without the parameter does not filter
      }
      return false;
    }

    /** Longest first: a host that stops half way has not yet opened the wider one. */
    private void specificRoutes(List<Step> steps) {
      List<Cidr> connected = request.addresses().stream().map(Cidr::network).toList();
      request.destinations().stream()
          .filter(destination -> !destination.isDefault())
          .map(Cidr::network)
          .distinct()
          .filter(destination -> !connected.contains(destination))
          .sorted(Comparator.comparingInt(Cidr::prefixLength).reversed())
          .map(d -> route(d, RouteMessages.TABLE_MAIN))
          .forEach(steps::add);
    }

    /** The kernel gives no IPv6 to an interface whose MTU is below IPv6's least (RFC 8200 §5). */
    private Step route(Cidr destination, int table) {
      boolean fits = destination.family() == Family.INET || request.mtu() >= LEAST_IPV6_MTU;
      return fits
          ? new AddRoute(request.interfaceName(), destination, table)
          : new RefuseRoute(destination, table);
    }

    private void defaultRoute(List<Step> steps, Cidr all) {
      Family family = all.family();
      int table = numbers.table();
      if (family == Family.INET && mustSetValidMark()) {
        steps.add(new SetSysctl(Sysctl.SRC_VALID_MARK, "1"));
      }
      steps.add(route(all, table));
      steps.add(new AddRule(Rule.suppressDefault(family, numbers.priority())));
      steps.add(new AddRule(Rule.notMarked(family, numbers.priority() + 1, numbers.mark(), table)));
    }

    /** Where nothing is filtered strictly and we may not write, it is not worth failing for. */
    private boolean mustSetValidMark() {
      return strictReversePath() || Files.isWritable(Sysctl.file(system, Sysctl.SRC_VALID_MARK));
    }
  }
}
