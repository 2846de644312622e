package io.veiltun.bench;

import io.veiltun.cli.lab.ChainPlan;
import io.veiltun.cli.lab.Engine;
import io.veiltun.cli.lab.HopPlan;
import io.veiltun.cli.lab.Link;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.Ping;
import io.veiltun.cli.lab.RunningEngine;
import io.veiltun.cli.lab.TemporaryFolder;
import io.veiltun.cli.lab.Topology;
import io.veiltun.cli.lab.VeiltunEngine;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.packet.Endpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a flood of initiations does to an established tunnel: a third host, which knows the relay's
 * public key, sends from thousands of addresses. The generator and the kernel need CPU time too, so
 * the same flood is also sent to a socket beside the relay that nobody reads: the ratio of the two
 * is the engine's own part.
 */
@Command(
    name = "under-flood",
    mixinStandardHelpOptions = true,
    description = "Measures an established tunnel while its relay is flooded with initiations.")
public final class UnderFlood implements Callable<Integer> {
  private static final int REACH_ATTEMPTS = 15;
  private static final int BUSY_ATTEMPTS = 5;

  @Option(names = "--engines", split = ",", description = "veiltun, wireguard-go, gotatun")
  private List<String> engines = List.of("veiltun");

  @Option(names = "--rates", split = ",", description = "initiations per second")
  private List<Integer> rates = List.of(1_000, 100_000);

  @Option(names = "--rounds", description = "medians are over these (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--seconds", description = "of each load (default: ${DEFAULT-VALUE})")
  private int seconds = 4;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  /** One load: its flood, what the tunnel carried and what the relay paid. */
  private record Load(String flood, double megabits, double relayCpu, double perSecond) {}

  /** Runs it and exits with 0, or 1 if a measurement failed. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new UnderFlood()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    for (String name : engines) {
      Map<String, List<Load>> loads = new LinkedHashMap<>();
      try (TemporaryFolder folder = TemporaryFolder.create("under-flood-");
          Topology lab = Topology.line(List.of("client", "entry", "attacker"))) {
        measure(lab, engine(name, folder.path()), loads);
      }
      print(name, loads);
    }
    return 0;
  }

  private static Engine engine(String name, Path folder) throws IOException {
    if (name.equals("veiltun")) {
      return new VeiltunEngine(Path.of(System.getProperty("veiltun.launcher")), folder);
    }
    PeerProgram program =
        PeerProgram.named(name).orElseThrow(() -> new IOException("no such engine: " + name));
    Path binary = program.find().orElseThrow(() -> new IOException(name + " is missing"));
    return new UserspaceEngine(name, binary, program.arguments(), folder);
  }

  private void measure(Topology lab, Engine engine, Map<String, List<Load>> loads)
      throws IOException {
    ChainPlan chain = ChainPlan.oneHop(lab);
    HopPlan hop = chain.hops().getFirst();
    Namespace relayHost = lab.host("entry");
    Namespace client = lab.host("client");
    InetAddress server = InetAddress.ofLiteral(hop.relayAddresses().getFirst().split("/", 2)[0]);
    Link link = lab.link(1);
    lab.host("attacker").ip("route", "add", "local", Flood.SOURCES, "dev", "lo");
    relayHost.ip("route", "add", Flood.SOURCES, "via", link.right().ipv4().getHostAddress());
    Process iperf = Iperf.serve(relayHost);
    try (RunningEngine relay = engine.relay(relayHost, hop, chain.client().publicKey());
        RunningEngine _ = engine.client(client, chain);
        DatagramSocket unread =
            relayHost.call(
                () -> new DatagramSocket(new InetSocketAddress(link.left().ipv4(), 0)))) {
      awaitPath(client, server);
      Iperf.tcp(client, server, seconds, false);
      PublicKey key = PublicKey.of(Base64.getDecoder().decode(hop.keys().publicKey()));
      for (int round = 0; round < rounds; round++) {
        add(loads, load("none", client, server, relay, null));
        for (int rate : rates) {
          for (boolean beside : new boolean[] {true, false}) {
            int port = beside ? unread.getLocalPort() : hop.port();
            Endpoint target = Endpoint.of(new InetSocketAddress(link.left().ipv4(), port));
            try (Flood flood = Flood.start(lab.host("attacker"), target, key, rate)) {
              String name = rate + (beside ? "/s beside" : "/s");
              add(loads, load(name, client, server, relay, flood));
            }
          }
        }
      }
      for (int rate : rates) {
        Endpoint target = Endpoint.of(new InetSocketAddress(link.left().ipv4(), hop.port()));
        try (Flood flood = Flood.start(lab.host("attacker"), target, key, rate)) {
          add(loads, idle(rate, client, server, relay, flood));
        }
      }
    } finally {
      iperf.destroy();
    }
  }

  private static void add(Map<String, List<Load>> loads, Load load) {
    loads.computeIfAbsent(load.flood(), ignored -> new ArrayList<>()).add(load);
  }

  private Load load(
      String name, Namespace client, InetAddress server, RunningEngine relay, @Nullable Flood flood)
      throws IOException {
    double cpu = ProcStat.cpuSeconds(relay.processes());
    long sent = flood == null ? 0 : flood.sent();
    long from = System.nanoTime();
    double carried = (carried(client, server, false) + carried(client, server, true)) / 2;
    double elapsed = (System.nanoTime() - from) / 1e9;
    double rate = flood == null ? 0 : (flood.sent() - sent) / elapsed;
    double used = (ProcStat.cpuSeconds(relay.processes()) - cpu) / elapsed;
    out.printf("%s: %.0f Mbit/s, %.2f CPUs, %.0f/s%n", name, carried, used, rate);
    return new Load(name, carried, used, rate);
  }

  /** A stream that a flood ends has carried nothing. */
  private double carried(Namespace client, InetAddress server, boolean reverse) throws IOException {
    for (int attempt = 0; attempt < BUSY_ATTEMPTS; attempt++) {
      try {
        return Iperf.tcp(client, server, seconds, reverse).megabits();
      } catch (IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (!reason.contains("busy")) {
          out.println(reason);
          return 0;
        }
        // The end of the test before has not arrived yet.
        Ping.run(client, server, 1, 1, 1);
      }
    }
    return 0;
  }

  /** With a ping a second: what the flood alone costs the relay. */
  private Load idle(
      int rate, Namespace client, InetAddress server, RunningEngine relay, Flood flood)
      throws IOException {
    double cpu = ProcStat.cpuSeconds(relay.processes());
    long sent = flood.sent();
    long from = System.nanoTime();
    Ping.run(client, server, seconds, 1, 1);
    double elapsed = (System.nanoTime() - from) / 1e9;
    double used = (ProcStat.cpuSeconds(relay.processes()) - cpu) / elapsed;
    return new Load(rate + "/s, idle tunnel", 0, used, (flood.sent() - sent) / elapsed);
  }

  private static void awaitPath(Namespace client, InetAddress server) throws IOException {
    for (int i = 0; i < REACH_ATTEMPTS; i++) {
      if (Ping.run(client, server, 1, 1, 1).received() == 1) {
        return;
      }
    }
    throw new IOException("no answer through the tunnel within " + REACH_ATTEMPTS + " s");
  }

  private void print(String engine, Map<String, List<Load>> loads) {
    out.println();
    out.printf(
        "| %s, flooded by | TCP Mbit/s | of none | of beside | sent/s | relay CPU |%n", engine);
    out.println("|---|---|---|---|---|---|");
    double none = megabits(Objects.requireNonNull(loads.get("none")));
    loads.forEach((name, list) -> {
      double carried = megabits(list);
      List<Load> beside = loads.get(name + " beside");
      out.printf(
          "| %s | %.0f | %.2f | %s | %.0f | %.2f |%n",
          name,
          carried,
          carried / none,
          beside == null ? "" : "%.2f".formatted(carried / megabits(beside)),
          median(list.stream().map(Load::perSecond).toList()),
          median(list.stream().map(Load::relayCpu).toList()));
    });
  }

  private static double megabits(List<Load> loads) {
    return median(loads.stream().map(Load::megabits).toList());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
