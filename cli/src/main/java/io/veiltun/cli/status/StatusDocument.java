package io.veiltun.cli.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Everything a tunnel process tells about itself at one moment: the answer of {@code veiltun status
 * --json} and the source of every metric.
 *
 * @param interfaceName the name of the TUN device
 * @param role client or relay
 * @param since when the process started
 * @param mtu the MTU of the TUN device in bytes
 * @param pathUp whether packets can pass all hops (client), or the sockets are open (relay)
 * @param peers the hops in travelling order, or the peers
 * @param drops packets discarded that belong to no hop or peer
 */
public record StatusDocument(
    @JsonProperty("interface") String interfaceName,
    Role role,
    Instant since,
    int mtu,
    boolean pathUp,
    List<PeerStatus> peers,
    List<Drop> drops) {
  /** Copies the lists. */
  public StatusDocument {
    Objects.requireNonNull(interfaceName);
    Objects.requireNonNull(role);
    Objects.requireNonNull(since);
    peers = List.copyOf(peers);
    drops = List.copyOf(drops);
  }
}
