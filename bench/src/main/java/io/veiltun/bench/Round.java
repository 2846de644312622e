package io.veiltun.bench;

import io.veiltun.cli.lab.ChainPlan;
import io.veiltun.cli.lab.Engine;
import io.veiltun.cli.lab.HopPlan;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.Ping;
import io.veiltun.cli.lab.RunningEngine;
import io.veiltun.cli.lab.Topology;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One measurement of one engine in hosts of its own: one hop between two, or two hops with the
 * server behind the exit. Everything, both ends and iperf3, shares this machine's CPUs.
 *
 * @param hops 1 or 2
 * @param seconds of each load
 * @param warmUp seconds of load before, not counted
 * @param udpMegabits UDP load offered per second
 */
record Round(int hops, int seconds, int warmUp, int udpMegabits) {
  private static final int REACH_ATTEMPTS = 15;
  private static final double LOADED_PING_INTERVAL = 0.05;

  Sample measure(Engine engine) throws IOException {
    List<String> places =
        hops == 1 ? List.of("client", "entry") : List.of("client", "entry", "exit", "web");
    try (Topology lab = Topology.line(places)) {
      ChainPlan chain = hops == 1 ? ChainPlan.oneHop(lab) : ChainPlan.twoHops(lab);
      InetAddress server =
          hops == 1
              ? InetAddress.ofLiteral(
                  chain.hops().getFirst().relayAddresses().getFirst().split("/", 2)[0])
              : lab.link(2).right().ipv4();
      List<RunningEngine> running = new ArrayList<>();
      Process iperf = Iperf.serve(lab.host(places.getLast()));
      try {
        for (HopPlan hop : chain.hops()) {
          running.add(engine.relay(lab.host(hop.name()), hop, chain.client().publicKey()));
        }
        running.add(engine.client(lab.host("client"), chain));
        return measure(lab.host("client"), server, running);
      } finally {
        iperf.destroy();
        for (RunningEngine one : running) {
          one.close();
        }
      }
    }
  }

  private Sample measure(Namespace client, InetAddress server, List<RunningEngine> running)
      throws IOException {
    List<Process> processes = running.stream().flatMap(one -> one.processes().stream()).toList();
    awaitPath(client, server);
    Iperf.tcp(client, server, warmUp, false);
    Iperf.tcp(client, server, warmUp, true);
    Ping idle = Ping.run(client, server, 50, 0.01, 1);
    double engineCpu = ProcStat.cpuSeconds(processes);
    double systemCpu = ProcStat.systemSeconds();
    CompletableFuture<Ping> loaded = pingMeanwhile(client, server);
    Iperf forth = Iperf.tcp(client, server, seconds, false);
    double loadedMillis = loadedMedian(loaded);
    Iperf back = Iperf.tcp(client, server, seconds, true);
    double gigabytes = (forth.bytes() + back.bytes()) / 1e9;
    engineCpu = (ProcStat.cpuSeconds(processes) - engineCpu) / gigabytes;
    systemCpu = (ProcStat.systemSeconds() - systemCpu) / gigabytes;
    Iperf udp = Iperf.udp(client, server, seconds, udpMegabits);
    return new Sample(
        forth.megabits(),
        back.megabits(),
        udp.megabits(),
        udp.loss(),
        engineCpu,
        systemCpu,
        forth.retransmits() + back.retransmits(),
        idle.medianMillis(),
        loadedMillis,
        ProcStat.peakMegabytes(processes));
  }

  /** A chain may lose its first handshakes; every attempt waits one second. */
  private static void awaitPath(Namespace client, InetAddress server) throws IOException {
    for (int i = 0; i < REACH_ATTEMPTS; i++) {
      if (Ping.run(client, server, 1, 1, 1).received() == 1) {
        return;
      }
    }
    throw new IOException("no answer through the tunnel within " + REACH_ATTEMPTS + " s");
  }

  private CompletableFuture<Ping> pingMeanwhile(Namespace client, InetAddress server) {
    int count = (int) ((seconds - 0.5) / LOADED_PING_INTERVAL);
    CompletableFuture<Ping> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            result.complete(Ping.run(client, server, count, LOADED_PING_INTERVAL, 1));
          } catch (IOException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private static double loadedMedian(CompletableFuture<Ping> ping) throws IOException {
    try {
      return ping.join().medianMillis();
    } catch (CompletionException e) {
      throw new IOException("ping under load: " + e.getCause(), e);
    }
  }
}
