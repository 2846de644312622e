package io.veiltun.it.docker;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Capability;
import io.veiltun.cli.lab.CapturedPacket;
import io.veiltun.cli.lab.ChainPlan;
import io.veiltun.cli.lab.HopPlan;
import io.veiltun.cli.lab.KeyPair;
import io.veiltun.cli.lab.TemporaryFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Client, entry, two exits and a web server in containers, each able to reach only its neighbours,
 * and an observer on the client's link. The client has an ordinary default route, so that what does
 * not go through the tunnel would be seen.
 */
final class ContainerBed implements AutoCloseable {
  private static final int CLIENT = 2;
  private static final int ENTRY = 3;
  private static final int EXIT = 4;
  private static final int SECOND_EXIT = 5;
  private static final int WEB = 6;
  private static final int PROXY = 8;
  private static final int PORT = 51820;
  private static final int WEB_PORT = 8080;
  private static final int ORDINARY_MTU = 1500;

  /** Hosts on one machine hand each other bundles of datagrams that no wire would carry. */
  private static final String UNBUNDLE =
      "for d in /sys/class/net/eth*; do for f in gro gso tso tx-udp-segmentation; do"
          + " ethtool -K ${d##*/} $f off; done; done";

  private static final AtomicInteger BEDS = new AtomicInteger();

  /** How something that was opened is closed. */
  private interface Closing {
    void close() throws IOException;
  }

  private final Deque<Closing> opened = new ArrayDeque<>();
  private final BedPlan plan;
  private final BedNetwork uplink;
  private final BedNetwork between;
  private final BedNetwork outside;
  private final Box client;
  private final Box entry;
  private final Box browser;
  private final Observer observer;

  /** Everything runs but the client's tunnel, and the observer watches. */
  ContainerBed(BedPlan plan) throws Exception {
    this.plan = plan;
    try {
      Images.build();
      int number = BEDS.getAndIncrement();
      uplink = keep(new BedNetwork(number, 1, plan.mtu(), false));
      between = keep(new BedNetwork(number, 2, ORDINARY_MTU, true));
      outside = keep(new BedNetwork(number, 3, ORDINARY_MTU, true));
      TemporaryFolder folder = TemporaryFolder.create("bed-");
      opened.push(folder::close);
      BedProfiles profiles = new BedProfiles(folder.path(), defences());
      // Inside the entry's tunnel only datagrams to the exit travel: of the family it is reached
      // by.
      boolean ipv6 = plan.ipv6();
      HopPlan first = hop("entry", ipv6, uplink, plan.disturbed() ? PROXY : ENTRY);
      HopPlan last = hop("exit", false, between, EXIT);
      HopPlan second = hop("exit2", false, between, SECOND_EXIT);
      ChainPlan chain = new ChainPlan(KeyPair.generate(), List.of(first, last));
      start(web());
      entry = start(relay(profiles, first, chain, plan.foreignEntry()).at(uplink, ENTRY));
      between.connect(entry.getContainerId(), ENTRY);
      exit(relay(profiles, last, chain, plan.foreignExit()), EXIT);
      if (plan.secondExit()) {
        exit(relay(profiles, second, chain, false), SECOND_EXIT);
      }
      if (plan.disturbed()) {
        start(LossyProxy.box(uplink.ipv4(ENTRY), PORT).at(uplink, PROXY));
      }
      client =
          start(
              Box.tunnel(profiles.client(chain, second))
                  .created(command -> command.withEntrypoint("sleep", "3600"))
                  .at(uplink, CLIENT));
      settle();
      observer = new Observer(client, profiles.place("captures"), address(uplink, CLIENT));
      opened.push(observer::close);
      browser = start(Box.of(Images.TOOLS, "sleep", "3600").inside(client));
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  private BedNetwork keep(BedNetwork network) {
    opened.push(network::close);
    return network;
  }

  private Box start(Box box) {
    opened.push(box::close);
    box.start();
    return box;
  }

  private String address(BedNetwork link, int host) {
    return plan.ipv6() ? link.ipv6(host) : link.ipv4(host);
  }

  private HopPlan hop(String name, boolean ipv6Inside, BedNetwork link, int host)
      throws IOException {
    int net = link == uplink ? 66 : 77;
    return new HopPlan(
        name,
        KeyPair.generate(),
        InetAddress.getByName(address(link, host)),
        PORT,
        List.of(ipv6Inside ? "fd66::1/64" : "10." + net + ".0.1/24"),
        List.of(ipv6Inside ? "fd66::2" : "10." + net + ".0.2"),
        true);
  }

  /** DAITA where both ends know it. */
  private Map<String, String> defences() {
    return plan.foreignEntry() ? Map.of() : Map.of("entry", "ephemeral-light");
  }

  private Box web() {
    return Box.of(Images.VEILTUN, "lab", "web", "--port", "" + WEB_PORT)
        .at(outside, WEB)
        .saying("listening");
  }

  private static Box relay(BedProfiles profiles, HopPlan hop, ChainPlan chain, boolean foreign)
      throws IOException {
    return foreign
        ? Box.foreign(profiles.foreign(hop, chain), hop.relayAddresses().getFirst())
            .saying("relay: up")
        : Box.tunnel(profiles.relay(hop, chain), "up", "-f", "/etc/veiltun/" + hop.name() + ".json")
            .saying(BedProfiles.DEVICE + " is up");
  }

  private void exit(Box exit, int host) {
    start(exit.at(between, host));
    outside.connect(exit.getContainerId(), host);
  }

  /** On an IPv6 path nothing else is left; and new addresses are tentative for a moment. */
  private void settle() throws Exception {
    try (Box tools = tools(entry)) {
      tools.run("bash", "-c", UNBUNDLE);
    }
    try (Box tools = tools(client)) {
      if (plan.ipv6()) {
        tools.run("ip", "-4", "address", "flush", "dev", "eth0");
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> tools.run("ip", "-6", "address", "show", "tentative").isBlank());
    }
  }

  private static Box tools(Box host) {
    Box tools = Box.of(Images.TOOLS, "sleep", "3600").capable(Capability.NET_ADMIN).inside(host);
    tools.start();
    return tools;
  }

  Box client() {
    return client;
  }

  Box entry() {
    return entry;
  }

  /** The client's link. */
  BedNetwork uplink() {
    return uplink;
  }

  /** {@code veiltun up} on the client with {@code profile}, which must succeed. */
  void up(String profile) throws Exception {
    client.run("entrypoint", "up", "/etc/veiltun/" + profile);
  }

  /** Ends the client's process as {@code kill -9} does. */
  void killClient() throws Exception {
    String journal = client.run("cat", "/run/veiltun/" + BedProfiles.DEVICE + ".json");
    String pid = journal.replaceFirst("(?s).*\"pid\"\\s*:\\s*([0-9]+).*", "$1");
    client.run("sh", "-c", "kill -9 " + pid);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !client.succeeds("test", "-e", "/sys/class/net/" + BedProfiles.DEVICE));
  }

  /** Waits until both ends of the entry hop have settled which size they send. */
  void awaitOneSize() {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() ->
            client.run("veiltun", "status").contains("path confirmed")
                && entry.run("veiltun", "status").contains("path confirmed"));
  }

  /**
   * Programs on the client that use the network all the time, whatever the tunnel does: they ask
   * for names, outside and in the local network, and load a page.
   */
  void programs() {
    String script =
        """
        while :; do
          for server in 9.9.9.9 %s; do (echo name > /dev/udp/$server/53) 2> /dev/null; done
          curl -s -m 2 -o /dev/null %s
          sleep 0.2
        done
        """
            .formatted(uplink.ipv4(1), page("/"));
    start(Box.of(Images.TOOLS, "bash", "-c", script).inside(client));
  }

  private String page(String path) {
    return "http://" + outside.ipv4(WEB) + ":" + WEB_PORT + path;
  }

  /** The address that the web server sees a visit from the client come from. */
  String visit() throws Exception {
    String page = browser.run("curl", "-sS", "-m", "20", page("/"));
    return page.replaceFirst("(?s).*You come from ([0-9.]+)\\..*", "$1");
  }

  /** Whether the web server answers the client within a second. */
  boolean online() throws Exception {
    return browser.succeeds("curl", "-s", "-m", "1", "-o", "/dev/null", page("/"));
  }

  /** Waits until the web server answers. */
  void awaitOnline(Duration atMost) {
    await().atMost(atMost).pollInterval(Duration.ofMillis(200)).until(this::online);
  }

  /** Downloads {@code bytes} and returns how many came. */
  long download(long bytes) throws Exception {
    String got =
        browser.run(
            "curl",
            "-sS",
            "-m",
            "60",
            "-o",
            "/dev/null",
            "-w",
            "%{size_download}",
            page("/bytes/" + bytes));
    return Long.parseLong(got);
  }

  /** The exit's address, as the web server sees it. */
  String exitOutside() {
    return outside.ipv4(EXIT);
  }

  /** The second exit's. */
  String secondExitOutside() {
    return outside.ipv4(SECOND_EXIT);
  }

  /** Ends the capture on the client's link and asserts that only the entry is in it. */
  List<CapturedPacket> assertOnlyTheEntryWasSeen() throws IOException {
    return observer.assertOnly(address(uplink, plan.disturbed() ? PROXY : ENTRY));
  }

  /** Plugs the entry into the client's link again. */
  void reconnectEntry() {
    uplink.connect(entry.getContainerId(), ENTRY);
  }

  @Override
  public void close() throws IOException {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
