package io.veiltun.engine.crypto;

import java.lang.foreign.MemorySegment;

/**
 * Encrypts one session's transport data in place. Used by one thread at a time. Allocates nothing
 * per call with the {@code libcrypto} provider; the other two make garbage.
 */
public interface Sealer extends AutoCloseable {
  /** The length of the tag in bytes. */
  int TAG = 16;

  /**
   * Encrypts {@code length} bytes at {@code offset} in place and writes the {@link #TAG} bytes of
   * tag behind them.
   *
   * @param memory native memory with room for {@code offset + length + TAG} bytes
   * @param length 0 or more
   * @param counter the message counter, unsigned; never reused with the same key
   */
  void seal(MemorySegment memory, int offset, int length, long counter);

  /** Wipes the key. Not while another thread seals. Idempotent. */
  @Override
  void close();
}
