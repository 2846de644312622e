package io.veiltun.engine.crypto;

import java.lang.foreign.MemorySegment;

/**
 * Decrypts one session's transport data in place. Used by one thread at a time. Allocates nothing
 * per call with the {@code libcrypto} provider; the other two make garbage.
 */
public interface Opener extends AutoCloseable {
  /**
   * Decrypts {@code length} bytes at {@code offset} in place, with the tag in the {@link
   * Sealer#TAG} bytes behind them.
   *
   * @param length the ciphertext's length without the tag, 0 or more
   * @return false if the tag is wrong; the bytes at {@code offset} are then undefined and must not
   *     be used
   */
  boolean open(MemorySegment memory, int offset, int length, long counter);

  /** Wipes the key. Not while another thread opens. Idempotent. */
  @Override
  void close();
}
