package io.veiltun.cli.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Client, entry, exit and web with two hops between them, watched on every link from before the
 * first tunnel comes up. Works with any engine.
 */
public final class DemoScenario implements AutoCloseable {
  private static final int HTTP = 80;
  private static final long READY_SECONDS = 15;
  private static final int PINGS = 20;
  private static final int SETTLE_ATTEMPTS = 10;
  private static final double PING_INTERVAL = 0.05;

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private final List<PacketCapture> captures = new ArrayList<>();
  private final Topology lab;
  private final ChainPlan chain;
  private final WebServer web;
  private List<MessageCount> unshaped = List.of();

  private DemoScenario(Topology lab) throws IOException {
    this.lab = lab;
    chain = ChainPlan.twoHops(lab);
    resources.push(lab);
    web = WebServer.start(lab.host("web"), HTTP);
    resources.push(web);
  }

  /**
   * Makes the hosts, begins to watch, starts {@code engine} on client, entry and exit, and waits
   * until the client has fetched a page in both address families, or in IPv4 where IPv6 is off.
   *
   * @param progress told what happens, a line at a time
   * @throws IOException if any of it fails; nothing is left then
   */
  public static DemoScenario open(Engine engine, Consumer<String> progress) throws IOException {
    progress.accept("making the hosts client, entry, exit and web, linked in a line");
    Topology lab = Topology.demo();
    try {
      DemoScenario scenario = new DemoScenario(lab);
      try {
        scenario.start(engine, progress);
        return scenario;
      } catch (IOException e) {
        scenario.close();
        throw e;
      }
    } catch (IOException e) {
      lab.close();
      throw e;
    }
  }

  private void start(Engine engine, Consumer<String> progress) throws IOException {
    Link.End uplink = lab.link(0).left();
    watch(PacketCapture.startReading(uplink.host(), uplink.device()));
    for (Link.End end : List.of(lab.link(1).left(), lab.link(2).right())) {
      watch(PacketCapture.start(end.host(), end.device()));
    }
    for (HopPlan hop : chain.hops()) {
      progress.accept("starting the " + hop.name());
      resources.push(engine.relay(lab.host(hop.name()), hop, chain.client().publicKey()));
    }
    progress.accept("starting the client");
    resources.push(engine.client(lab.host("client"), chain));
    progress.accept("waiting for the first page through both hops");
    awaitPage(lab.link(2).right().ipv4());
    if (ipv6()) {
      awaitPage(lab.link(2).right().ipv6());
    } else {
      progress.accept("IPv6 is off on this machine, so only IPv4 is shown");
    }
  }

  /** Whether Java found IPv6 when it started: by this file too. */
  private static boolean ipv6() throws IOException {
    Path devices = Path.of("/proc/net/if_inet6");
    return Files.exists(devices) && !Files.readString(devices).isBlank();
  }

  private void watch(PacketCapture capture) {
    captures.add(capture);
    resources.push(capture);
  }

  private void awaitPage(InetAddress server) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (true) {
      try {
        Download page = Download.fetch(lab.host("client"), server, HTTP, "/", 1000);
        if (page.bytes() > 0) {
          return;
        }
      } catch (IOException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException(
              "no page from "
                  + server.getHostAddress()
                  + " after "
                  + READY_SECONDS
                  + " s: "
                  + e.getMessage(),
              e);
        }
      }
      SystemCommand.pause(100);
    }
  }

  /** The hosts. */
  public Topology lab() {
    return lab;
  }

  /** The tunnels between them. */
  ChainPlan chain() {
    return chain;
  }

  /** The web server's IPv4 address. */
  public InetAddress webAddress() {
    return lab.link(2).right().ipv4();
  }

  /** Downloads {@code bytes} and pings through both hops. */
  public DemoResult run(long bytes, Consumer<String> progress) throws IOException {
    List<Long> before = wireBytes();
    progress.accept("downloading %d MB by HTTP".formatted(bytes / 1_000_000));
    Download download =
        Download.fetch(lab.host("client"), webAddress(), HTTP, "/bytes/" + bytes, 2000);
    List<Long> after = settledWireBytes();
    progress.accept("pinging the web server");
    Ping ping = Ping.run(lab.host("client"), webAddress(), PINGS, PING_INTERVAL, 2);
    List<Long> difference = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      difference.add(after.get(i) - before.get(i));
    }
    settledWireBytes();
    return new DemoResult(download, ping, observations(), difference);
  }

  /** Loads {@code page} from the web server through both hops. */
  Download load(Page page) throws IOException {
    return page.load(lab.host("client"), webAddress(), HTTP);
  }

  /** Remembers what the client's link carried before DAITA. */
  void shapedFromNow() {
    unshaped = captures.getFirst().messages();
  }

  /** The promises of DAITA, judged from what the client's link carried since it runs. */
  List<Claim> judge(PageComparison pages) {
    PacketCapture link = captures.getFirst();
    return ShapingClaim.judge(
        MessageCount.since(unshaped, link.messages()),
        link.missed() + link.unreadMessages(),
        pages);
  }

  /** The promises of two hops, judged from {@code result}. */
  public List<Claim> judge(DemoResult result) {
    return Claim.judge(lab, chain, result, web.visitors());
  }

  /**
   * Bytes on each link once the captures have caught up; traffic that never rests ends the wait.
   */
  private List<Long> settledWireBytes() throws IOException {
    List<Long> last = wireBytes();
    for (int i = 0; i < SETTLE_ATTEMPTS; i++) {
      SystemCommand.pause(50);
      List<Long> now = wireBytes();
      if (now.equals(last)) {
        return now;
      }
      last = now;
    }
    return last;
  }

  private List<Long> wireBytes() {
    return observations().stream().map(Observation::bytes).toList();
  }

  private List<Observation> observations() {
    List<String> places = List.of("client - entry", "entry - exit", "exit - web");
    List<Observation> result = new ArrayList<>();
    for (int i = 0; i < captures.size(); i++) {
      PacketCapture capture = captures.get(i);
      result.add(new Observation(places.get(i), capture.flows(), capture.missed()));
    }
    return result;
  }

  /** Stops all and removes the hosts. */
  @Override
  public void close() throws IOException {
    IOException first = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (IOException e) {
        first = first == null ? e : first;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
