package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.network.NetworkRequest.Forwarding;
import io.veiltun.cli.run.Journal;
import io.veiltun.cli.run.JournalEntry;
import io.veiltun.cli.run.RunDirectory;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Started inside a network namespace, as the process that sets a tunnel's network up ({@code apply}
 * with the destinations and the forwarding), or takes back what one that died left ({@code undo}).
 */
public final class PlanProgram {
  private static final String NAME = "veil0";

  private PlanProgram() {}

  public static void main(String[] arguments) throws CommandFailure {
    RunDirectory directory = RunDirectory.of(System.getenv());
    directory.prepare();
    try (HostSystem system = HostSystem.local()) {
      if (arguments[0].equals("undo")) {
        JournalEntry left = Journal.read(directory, NAME).orElseThrow();
        Journal.adopt(directory, left).rollBack(system).forEach(System.err::println);
        return;
      }
      Journal journal = Journal.start(directory, NAME, Path.of("/profile"));
      apply(arguments, system, journal);
    }
    // Ends like a process that was killed: with nothing taken back.
    Runtime.getRuntime().halt(0);
  }

  private static void apply(String[] arguments, HostSystem system, Journal journal)
      throws CommandFailure {
    PolicyNumbers numbers = PolicyNumbers.free(system.netlink());
    NetworkRequest request =
        new NetworkRequest(
            NAME,
            1380,
            List.of(Cidr.parse("10.64.0.2/32"), Cidr.parse("fd64::2/128")),
            Stream.of(arguments[1].split(",", -1)).map(Cidr::parse).toList(),
            List.of(InetAddress.ofLiteral("10.64.0.1")),
            Forwarding.valueOf(arguments[2]));
    NetworkPlan.of(request, numbers, system).apply(system, journal);
    System.out.println(numbers.table() + " " + numbers.priority());
  }
}
