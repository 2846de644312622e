package io.veiltun.engine.noise;

import io.veiltun.engine.crypto.SecretKey;

/**
 * What a completed handshake yields (wireguard-protocol §4.5).
 *
 * @param send the key of the data we send
 * @param receive the key of the data we receive
 * @param localIndex the index the other side puts into its data, unsigned
 * @param remoteIndex the index we put into ours, unsigned
 * @param initiator whether we sent the initiation: only the initiator rekeys by age
 */
public record SessionKeys(
    SecretKey send, SecretKey receive, int localIndex, int remoteIndex, boolean initiator)
    implements AutoCloseable {
  /** Wipes both keys. Idempotent. */
  @Override
  public void close() {
    send.close();
    receive.close();
  }

  @Override
  public String toString() {
    return "SessionKeys[%08x -> %08x, %s]"
        .formatted(localIndex, remoteIndex, initiator ? "initiator" : "responder");
  }
}
