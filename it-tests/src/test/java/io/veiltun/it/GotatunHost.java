package io.veiltun.it;

import io.veiltun.bench.PeerProgram;
import io.veiltun.cli.lab.HopPlan;
import io.veiltun.cli.lab.KeyPair;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.RunningEngine;
import io.veiltun.cli.lab.SystemCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * gotatun with its DAITA keys as one end of a tunnel of one hop. It takes DAITA only in the request
 * that makes the peer and before it listens, so everything is in one request.
 *
 * @param uapi for what it counts
 */
record GotatunHost(Uapi uapi) {
  /** Of its device, hence the size of every packet before encryption. */
  static final int MTU = 1420;

  private static final AtomicInteger DEVICES = new AtomicInteger();
  private static final Path SOCKETS = Path.of("/var/run/wireguard");

  /** The program, built at the first call ever, which takes minutes. */
  static Path program() throws IOException {
    Path script = VeiltunHost.launcher().resolveSibling("it-tests").resolve("setup-foreign");
    return Path.of(SystemCommand.run(script.toString()).strip());
  }

  /** As the relay of {@code hop}, up, with {@code machines} in text form. */
  static GotatunHost relay(TestBed bed, HopPlan hop, List<String> machines) throws IOException {
    String own = "listen_port=" + hop.port() + "\n";
    String peer = peer(bed.chain().client().publicKey(), hop.clientPrefixes());
    return start(
        bed, bed.lab().host(hop.name()), hop.keys(), own, peer, machines, hop.relayAddresses());
  }

  /** As the client of {@code hop}, up, with {@code machines} in text form. */
  static GotatunHost client(TestBed bed, HopPlan hop, List<String> machines) throws IOException {
    String peer =
        peer(hop.keys().publicKey(), List.of("0.0.0.0/0", "::/0"))
            + ("endpoint=" + hop.endpoint() + "\n");
    List<String> addresses =
        hop.clientAddresses().stream().map(ip -> ip + (ip.contains(":") ? "/64" : "/16")).toList();
    return start(
        bed, bed.lab().host("client"), bed.chain().client(), "", peer, machines, addresses);
  }

  private static String peer(String publicKey, List<String> allowed) {
    StringBuilder lines = new StringBuilder("public_key=" + Uapi.hex(publicKey) + "\n");
    allowed.forEach(prefix -> lines.append("allowed_ip=").append(prefix).append('\n'));
    return lines.toString();
  }

  private static GotatunHost start(
      TestBed bed,
      Namespace host,
      KeyPair keys,
      String own,
      String peer,
      List<String> machines,
      List<String> addresses)
      throws IOException {
    String device = "gt%d-%d".formatted(ProcessHandle.current().pid(), DEVICES.getAndIncrement());
    List<String> command = new ArrayList<>(List.of(program().toString()));
    command.addAll(PeerProgram.named("gotatun").orElseThrow().arguments());
    command.add(device);
    Path log = bed.folder().resolve(device + ".log");
    Process process = host.start(log, host.command(command.toArray(String[]::new)));
    Path socket = SOCKETS.resolve(device + ".sock");
    new RunningEngine(List.of(process), log).awaitFile(socket);
    Uapi uapi = new Uapi(socket);
    StringBuilder lines = new StringBuilder();
    lines.append("private_key=").append(Uapi.hex(keys.privateKey())).append('\n');
    lines.append(own).append(peer).append("daita_enable=1\n");
    machines.forEach(machine -> lines.append("daita_machine=").append(machine).append('\n'));
    uapi.set(lines.toString());
    for (String address : addresses) {
      host.ip("address", "add", address, "dev", device, "nodad");
    }
    host.ip("link", "set", device, "mtu", "" + MTU, "up");
    return new GotatunHost(uapi);
  }

  /** Bytes it says it has sent or received, by the last part of the key. */
  long bytes(String counter) throws IOException {
    return Long.parseLong(uapi.get().getOrDefault("daita_" + counter + "_bytes", "0"));
  }
}
