package io.veiltun.cli.uapi;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.tunnel.PeerChange;
import io.veiltun.engine.tunnel.TunnelChange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A whole {@code set=1} that was understood. Its keys are wiped by {@link #close}.
 *
 * @param tunnel what concerns keys and peers
 * @param listenPort 0 to 65535; 0 for one of the kernel's choice
 * @param fwmark any 32 bits; 0 for none
 * @param daita what is said about DAITA, in order
 */
public record DeviceChange(
    TunnelChange tunnel, OptionalInt listenPort, OptionalInt fwmark, List<PeerDaita> daita)
    implements AutoCloseable {
  /**
   * What is said about DAITA towards one peer.
   *
   * @param peer which
   * @param updateOnly whether the peer is left alone if it is new
   */
  public record PeerDaita(PublicKey peer, boolean updateOnly, DaitaKeys keys) {}

  /** Copies the list. */
  public DeviceChange {
    daita = List.copyOf(daita);
  }

  @Override
  public void close() {
    tunnel.privateKey().ifPresent(SecretKey::close);
    wipe(tunnel.peers());
  }

  static void wipe(List<PeerChange> peers) {
    for (PeerChange peer : peers) {
      Optional<SecretKey> presharedKey = peer.presharedKey();
      presharedKey.ifPresent(SecretKey::close);
    }
  }
}
