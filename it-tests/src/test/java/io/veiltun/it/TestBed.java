package io.veiltun.it;

import io.veiltun.bench.PeerProgram;
import io.veiltun.bench.UserspaceEngine;
import io.veiltun.cli.lab.ChainPlan;
import io.veiltun.cli.lab.Engine;
import io.veiltun.cli.lab.HopPlan;
import io.veiltun.cli.lab.KeyPair;
import io.veiltun.cli.lab.ProfileFiles;
import io.veiltun.cli.lab.RunningEngine;
import io.veiltun.cli.lab.TemporaryFolder;
import io.veiltun.cli.lab.Topology;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * Client, entry, exit and web in namespaces, and a chain of two hops planned between them. Who runs
 * each place, this program or wireguard-go, is the test's choice.
 */
final class TestBed implements AutoCloseable {
  private final TemporaryFolder folder;
  private final Topology lab;
  private final ChainPlan chain;
  private final TransferServer server;

  private TestBed(TemporaryFolder folder, Topology lab, ChainPlan chain) throws IOException {
    this.folder = folder;
    this.lab = lab;
    this.chain = chain;
    server = TransferServer.start(lab.host("web"));
  }

  /** Relays listen on IPv4. */
  static TestBed open() throws IOException {
    return open(ChainPlan::twoHops);
  }

  /** Relays listen on IPv6. */
  static TestBed openIpv6() throws IOException {
    return open(lab -> {
      ChainPlan plan = ChainPlan.twoHops(lab);
      return new ChainPlan(
          plan.client(),
          List.of(
              at(plan.hops().getFirst(), lab.link(0).right().ipv6()),
              at(plan.hops().getLast(), lab.link(1).right().ipv6())));
    });
  }

  private static HopPlan at(HopPlan hop, InetAddress address) {
    return new HopPlan(
        hop.name(),
        hop.keys(),
        address,
        hop.port(),
        hop.relayAddresses(),
        hop.clientAddresses(),
        hop.forward());
  }

  private static TestBed open(Function<Topology, ChainPlan> plan) throws IOException {
    VeiltunHost.prepare();
    TemporaryFolder folder = TemporaryFolder.create("it-");
    try {
      Topology lab = Topology.demo();
      try {
        return new TestBed(folder, lab, plan.apply(lab));
      } catch (IOException e) {
        lab.close();
        throw e;
      }
    } catch (IOException e) {
      folder.close();
      throw e;
    }
  }

  Topology lab() {
    return lab;
  }

  ChainPlan chain() {
    return chain;
  }

  /** The server on the web host. */
  TransferServer server() {
    return server;
  }

  InetAddress web4() {
    return lab.link(2).right().ipv4();
  }

  InetAddress web6() {
    return lab.link(2).right().ipv6();
  }

  /** Where the test may write. */
  Path folder() {
    return folder.path();
  }

  /** The hop called {@code place}. */
  HopPlan hop(String place) {
    return chain.hops().stream().filter(h -> h.name().equals(place)).findFirst().orElseThrow();
  }

  /** This program as the relay at {@code place}, up. */
  VeiltunHost relay(String place) throws IOException, InterruptedException {
    return relay(place, profile -> {});
  }

  /** This program as the relay at {@code place}, up with {@code options}. */
  VeiltunHost relayWith(String place, String... options) throws IOException, InterruptedException {
    return plannedRelay(place, profile -> {}).up(options);
  }

  /** As {@link #relay(String)}, with its profile changed by {@code edit}. */
  VeiltunHost relay(String place, Consumer<ObjectNode> edit)
      throws IOException, InterruptedException {
    return plannedRelay(place, edit).up();
  }

  /** As {@link #relay(String, Consumer)}, not yet up. */
  VeiltunHost plannedRelay(String place, Consumer<ObjectNode> edit) throws IOException {
    Path own = Files.createTempDirectory(folder.path(), place);
    Path profile =
        new ProfileFiles(own).relay(hop(place), chain.client().publicKey(), VeiltunHost.DEVICE);
    return host(place, own, profile, edit);
  }

  /** wireguard-go as the relay at {@code place}, up. */
  RunningEngine foreignRelay(String place) throws IOException {
    return wireguardGo().relay(lab.host(place), hop(place), chain.client().publicKey());
  }

  /** This program as the client, not yet up. */
  VeiltunHost client() throws IOException {
    return client(profile -> {});
  }

  /** As {@link #client()}, with its profile changed by {@code edit}. */
  VeiltunHost client(Consumer<ObjectNode> edit) throws IOException {
    Path own = Files.createTempDirectory(folder.path(), "client");
    Path profile = new ProfileFiles(own).client(chain, VeiltunHost.DEVICE);
    return host("client", own, profile, edit);
  }

  /** wireguard-go as the client, up: one device for each hop. */
  RunningEngine foreignClient() throws IOException {
    return wireguardGo().client(lab.host("client"), chain);
  }

  private Engine wireguardGo() throws IOException {
    PeerProgram program = PeerProgram.named("wireguard-go").orElseThrow();
    Path own = Files.createTempDirectory(folder.path(), "go");
    return new UserspaceEngine(
        program.title(),
        program.find().orElseThrow(() -> new IOException("wireguard-go: run it-tests/setup")),
        program.arguments(),
        own);
  }

  private VeiltunHost host(String place, Path own, Path profile, Consumer<ObjectNode> edit)
      throws IOException {
    ObjectNode json = (ObjectNode) VeiltunHost.JSON.readTree(Files.readString(profile));
    edit.accept(json);
    Files.writeString(profile, json.toPrettyString());
    return new VeiltunHost(lab.host(place), own, profile);
  }

  /** A key pair nobody else has. */
  static String strangersPublicKey() {
    return KeyPair.generate().publicKey();
  }

  @Override
  public void close() throws IOException {
    server.close();
    lab.close();
    folder.close();
  }
}
