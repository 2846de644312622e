package io.veiltun.multihop;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import java.util.List;

/**
 * One hop of a chain.
 *
 * @param name how people and metrics call it
 * @param privateKey our identity towards it
 * @param publicKey its identity
 * @param presharedKey all zeros for none
 * @param endpoint where its datagrams go: over the network for the entry, inside the hop before for
 *     all others
 * @param addresses our addresses inside its tunnel, 4 or 16 bytes each; the sources of the next
 *     hop's datagrams
 * @param allowedIps what the last hop carries; of an earlier hop it carries only the next one
 * @param keepalive persistent keepalive in seconds, 0 for none
 */
public record Hop(
    String name,
    SecretKey privateKey,
    PublicKey publicKey,
    SecretKey presharedKey,
    Endpoint endpoint,
    List<byte[]> addresses,
    List<IpPrefix> allowedIps,
    int keepalive) {
  /** Copies the lists. */
  public Hop {
    addresses = addresses.stream().map(byte[]::clone).toList();
    allowedIps = List.copyOf(allowedIps);
  }

  /** Secrets stay out of logs. */
  @Override
  public String toString() {
    return name + " at " + endpoint;
  }
}
