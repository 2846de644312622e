package io.veiltun.cli.uapi;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.tunnel.TunnelConfiguration;
import java.util.Map;

/**
 * What {@code get=1} tells.
 *
 * @param configuration keys and peers; closed with this
 * @param listenPort the port of the sockets, or the one they will have; 0 for none yet
 * @param fwmark any 32 bits; 0 for none
 * @param daita the peers for which DAITA is or was on
 */
public record DeviceState(
    TunnelConfiguration configuration,
    int listenPort,
    int fwmark,
    Map<PublicKey, DaitaReport> daita)
    implements AutoCloseable {
  /** Copies the map. */
  public DeviceState {
    daita = Map.copyOf(daita);
  }

  @Override
  public void close() {
    configuration.close();
  }
}
