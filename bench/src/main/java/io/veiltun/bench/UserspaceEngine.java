package io.veiltun.bench;

import io.veiltun.cli.lab.ChainPlan;
import io.veiltun.cli.lab.Engine;
import io.veiltun.cli.lab.HopPlan;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.RunningEngine;
import io.veiltun.cli.lab.SystemCommand;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program with one WireGuard device per process that {@code wg} configures: wireguard-go and its
 * like. A chain is one device per hop on the client, each routed into the one before it.
 */
public final class UserspaceEngine implements Engine {
  private static final AtomicInteger DEVICES = new AtomicInteger();
  private static final Path SOCKETS = Path.of("/var/run/wireguard");

  /** wg-quick's: 1500 less what a tunnel over IPv6 takes. */
  private static final int MTU = 1420;

  /** IP, UDP and WireGuard around a packet inside the tunnel before. */
  private static final int OVERHEAD_IPV4 = 60;

  private static final int OVERHEAD_IPV6 = 80;

  private final String name;
  private final List<String> program;
  private final Path folder;

  /**
   * Runs {@code binary} with {@code arguments} and a device's name.
   *
   * @param folder an existing folder for keys and logs
   */
  public UserspaceEngine(String name, Path binary, List<String> arguments, Path folder) {
    this.name = name;
    this.folder = folder;
    program = new ArrayList<>(List.of(binary.toString()));
    program.addAll(arguments);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public RunningEngine relay(Namespace host, HopPlan hop, String client) throws IOException {
    RunningEngine engine = start(host, List.of());
    try {
      String device = device(engine);
      configure(
          host,
          device,
          hop.keys().privateKey(),
          "listen-port",
          "" + hop.port(),
          "peer",
          client,
          "allowed-ips",
          String.join(",", hop.clientPrefixes()));
      up(host, device, MTU, hop.relayAddresses());
      if (hop.forward()) {
        forward(host);
      }
      return engine;
    } catch (IOException e) {
      engine.close();
      throw e;
    }
  }

  @Override
  public RunningEngine client(Namespace host, ChainPlan chain) throws IOException {
    RunningEngine engine = new RunningEngine(List.of(), folder.resolve("none"));
    try {
      int mtu = MTU;
      for (int i = 0; i < chain.hops().size(); i++) {
        engine = start(host, engine.processes());
        HopPlan hop = chain.hops().get(i);
        boolean last = i + 1 == chain.hops().size();
        List<String> destinations =
            last ? List.of("0.0.0.0/0", "::/0") : List.of(endpointPrefix(chain.hops().get(i + 1)));
        String device = device(engine);
        configure(
            host,
            device,
            chain.client().privateKey(),
            "peer",
            hop.keys().publicKey(),
            "endpoint",
            hop.endpoint(),
            "allowed-ips",
            String.join(",", destinations));
        up(host, device, mtu, hop.clientPrefixes());
        for (String destination : destinations) {
          host.ip(family(destination), "route", "add", destination, "dev", device);
        }
        mtu -= hop.address() instanceof Inet4Address ? OVERHEAD_IPV4 : OVERHEAD_IPV6;
      }
      return engine;
    } catch (IOException e) {
      engine.close();
      throw e;
    }
  }

  private static String endpointPrefix(HopPlan hop) {
    boolean ipv4 = hop.address() instanceof Inet4Address;
    return hop.address().getHostAddress() + (ipv4 ? "/32" : "/128");
  }

  /** Starts one more process beside {@code others}. */
  private RunningEngine start(Namespace host, List<Process> others) throws IOException {
    // All hosts share the file system, so no two devices may share a name, nor its control socket.
    String device = "wg%d-%d".formatted(ProcessHandle.current().pid(), DEVICES.getAndIncrement());
    List<String> command = new ArrayList<>(program);
    command.add(device);
    Path log = folder.resolve(device + ".log");
    ProcessBuilder builder = host.command(command.toArray(String[]::new));
    builder.environment().put("LOG_LEVEL", "error");
    List<Process> processes = new ArrayList<>(others);
    processes.add(host.start(log, builder));
    RunningEngine engine = new RunningEngine(processes, log);
    try {
      engine.awaitFile(SOCKETS.resolve(device + ".sock"));
    } catch (IOException e) {
      engine.close();
      throw e;
    }
    return engine;
  }

  private static String device(RunningEngine engine) {
    return engine.log().getFileName().toString().replaceFirst("\\.log$", "");
  }

  /** One {@code set} for everything: gotatun 0.10.2 at times refuses a second one soon after. */
  private void configure(Namespace host, String device, String privateKey, String... arguments)
      throws IOException {
    Path key = Files.createTempFile(folder, device, ".key");
    Files.writeString(key, privateKey + "\n");
    List<String> command = new ArrayList<>(List.of("wg", "set", device));
    command.addAll(List.of("private-key", key.toString()));
    command.addAll(List.of(arguments));
    host.exec(command.toArray(String[]::new));
    Files.delete(key);
  }

  private static void up(Namespace host, String device, int mtu, List<String> prefixes)
      throws IOException {
    for (String prefix : prefixes) {
      host.ip(family(prefix), "address", "add", prefix, "dev", device, "nodad");
    }
    host.ip("link", "set", device, "mtu", "" + mtu, "up");
  }

  private static String family(String prefix) {
    return prefix.indexOf(':') < 0 ? "-4" : "-6";
  }

  private static void forward(Namespace host) throws IOException {
    host.exec("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    host.exec("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");
    String rules =
        """
        table inet lab {
          chain postrouting {
            type nat hook postrouting priority srcnat;
            oifname "to-*" masquerade
          }
        }
        """;
    SystemCommand.run(host.command("nft", "-f", "-"), rules);
  }
}
