package io.veiltun.it;

import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.KeyPair;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.Ping;
import io.veiltun.cli.lab.TemporaryFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two interfaces of this program that know each other, set up by {@code wg} and {@code ip} alone:
 * 192.168.241.1 and fd00::1 with port 10000, 192.168.241.2 and fd00::2 with port 20000. Where their
 * sockets are and where the interfaces are is the test's choice.
 */
final class WgPair implements AutoCloseable {
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final String PSK = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";

  /** One end. */
  record End(WgHost sockets, Namespace inside, String name, KeyPair keys, int number) {
    String ipv4() {
      return "192.168.241." + number;
    }

    String ipv6() {
      return "fd00::" + number;
    }

    String key() {
      return keys.publicKey();
    }

    int port() {
      return 10_000 * number;
    }

    /** {@code wg set INTERFACE ARGUMENTS}, separated by blanks. */
    void set(String arguments) throws IOException {
      List<String> command = new ArrayList<>(List.of("set", name));
      command.addAll(List.of(arguments.split(" ", -1)));
      sockets.wg(command.toArray(String[]::new));
    }

    /** What {@code wg show INTERFACE endpoints} says of its only peer. */
    String endpoint() throws IOException {
      return sockets.wg("show", name, "endpoints").strip().split("\t", -1)[1];
    }

    /** How many of {@code count} pings to {@code address} are answered within two seconds. */
    int answered(String address, int count) throws IOException {
      return Ping.run(inside, InetAddress.ofLiteral(address), count, 0.02, 2).received();
    }

    void ip(String arguments) throws IOException {
      inside.ip(arguments.split(" ", -1));
    }
  }

  final End one;
  final End two;

  private WgPair(End one, End two) {
    this.one = one;
    this.two = two;
  }

  /** A namespace that is removed when its process is gone, at the latest. */
  static Namespace namespace(String place) throws IOException {
    long pid = ProcessHandle.current().pid();
    return Namespace.create("veil-" + pid + ".9" + NAMESPACES.getAndIncrement() + "-" + place);
  }

  /**
   * Starts both, each in {@code sockets} with its interface moved to {@code inside} if that
   * differs.
   */
  static WgPair start(
      TemporaryFolder folder,
      Namespace socketsOne,
      Namespace insideOne,
      Namespace socketsTwo,
      Namespace insideTwo)
      throws IOException, InterruptedException {
    VeiltunHost.prepare();
    Path path = folder.path();
    WgPair pair =
        new WgPair(end(path, socketsOne, insideOne, 1), end(path, socketsTwo, insideTwo, 2));
    configure(pair.one, pair.two);
    configure(pair.two, pair.one);
    return pair;
  }

  private static End end(Path folder, Namespace sockets, Namespace inside, int number)
      throws IOException, InterruptedException {
    WgHost host = WgHost.of(sockets, folder);
    String name = host.up();
    if (!sockets.name().equals(inside.name())) {
      sockets.ip("link", "set", name, "netns", inside.name());
    }
    return new End(host, inside, name, KeyPair.generate(), number);
  }

  private static void configure(End end, End peer) throws IOException {
    end.ip("address add " + end.ipv4() + "/24 dev " + end.name());
    end.ip("address add " + end.ipv6() + "/64 dev " + end.name() + " nodad");
    WgHost host = end.sockets();
    end.set(
        "private-key %s listen-port %d peer %s preshared-key %s allowed-ips %s/32,%s/128"
            .formatted(
                host.file(end.keys().privateKey()),
                end.port(),
                peer.key(),
                host.file(PSK),
                peer.ipv4(),
                peer.ipv6()));
    end.ip("link set " + end.name() + " up");
    awaitSockets(end);
  }

  /** Waits until the sockets are open on the configured port. */
  static void awaitSockets(End end) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          String port = end.sockets().wg("show", end.name(), "listen-port").strip();
          return !end.sockets().host().exec("ss", "-Hlnu", "sport = :" + port).isBlank();
        });
  }

  /** Tells each where the other is, by the given addresses of the path. */
  void meet(String addressOfOne, String addressOfTwo) throws IOException {
    one.set("peer " + two.key() + " endpoint " + addressOfTwo + ":20000");
    two.set("peer " + one.key() + " endpoint " + addressOfOne + ":10000");
  }

  @Override
  public void close() throws IOException {
    for (End end : List.of(one, two)) {
      if (end.inside().ip("-o", "link").contains(" " + end.name() + ":")) {
        end.ip("link del " + end.name());
      }
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            !java.nio.file.Files.exists(WgHost.socket(one.name()))
                && !java.nio.file.Files.exists(WgHost.socket(two.name())));
  }
}
