package io.veiltun.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Capability;
import io.veiltun.cli.lab.CapturedPacket;
import io.veiltun.cli.lab.Flow;
import io.veiltun.cli.lab.PcapReader;
import io.veiltun.cli.lab.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** tcpdump on a container's link, from before the container's first packet. */
final class Observer implements AutoCloseable {
  private static final Set<Protocol> SENT = EnumSet.of(Protocol.UDP, Protocol.ICMP);

  private final Box tcpdump;
  private final Path folder;
  private final String own;

  /**
   * Starts it; when this returns, nothing is missed.
   *
   * @param host whose link, running
   * @param folder for the capture, empty
   * @param address the host's, by which its device is found
   */
  Observer(Box host, Path folder, String address) throws IOException {
    this.folder = folder;
    own = InetAddress.getByName(address).getHostAddress();
    tcpdump =
        Box.of(Images.TOOLS, "observe", "link", address)
            .capable(Capability.NET_ADMIN, Capability.NET_RAW, Capability.SETGID, Capability.SETUID)
            .bound(folder, "/captures")
            .inside(host)
            .saying("listening on");
    tcpdump.start();
  }

  /** Ends the capture and reads it. */
  PcapReader end() throws IOException {
    tcpdump.interrupt();
    assertThat(tcpdump.getLogs()).contains("0 packets dropped by kernel");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> captures = files.toList();
      assertThat(captures).hasSize(1);
      return PcapReader.read(captures.getFirst(), own);
    }
  }

  /**
   * Ends the capture and asserts that the host sent nothing but datagrams to {@code relay}, and got
   * nothing but from there: besides datagrams fragments, and the errors of whichever of the two
   * kernels finds its program dead. The link's own talk is passed over.
   *
   * @return the datagrams
   */
  List<CapturedPacket> assertOnly(String relay) throws IOException {
    PcapReader capture = end();
    String entry = InetAddress.getByName(relay).getHostAddress();
    assertThat(capture.missed()).isZero();
    List<Flow.Key> traffic =
        capture.flows().stream()
            .map(Flow::key)
            .filter(key -> key.protocol() != Protocol.NEIGHBOUR)
            .toList();
    assertThat(traffic)
        .isNotEmpty()
        .allSatisfy(key -> {
          assertThat(List.of(own, entry)).contains(key.source(), key.destination());
          assertThat(key.source().equals(entry) || SENT.contains(key.protocol())).isTrue();
          assertThat(key.destinationPort()).isNotEqualTo(53);
        });
    return capture.packets().stream()
        .filter(packet -> packet.flow().protocol() == Protocol.UDP)
        .toList();
  }

  @Override
  public void close() {
    tcpdump.close();
  }
}
