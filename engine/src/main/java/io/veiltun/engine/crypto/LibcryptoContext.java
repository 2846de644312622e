package io.veiltun.engine.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * One EVP_CIPHER_CTX: a key in one direction. Raw addresses go to native code, so each call first
 * checks that the memory is native, alive and large enough, and that the context is open. That the
 * memory or the context is not closed by another thread during a call is the caller's promise.
 */
final class LibcryptoContext {
  private static final ValueLayout.OfLong COUNTER =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int COUNTER_OFFSET = 4;
  private static final int WRITTEN_OFFSET = 16;

  /** 12 bytes of nonce, then the int that EVP functions report lengths in. */
  private final MemorySegment scratch = Arena.ofAuto().allocate(32, 16);

  private final long nonce = scratch.address();
  private final long written = nonce + WRITTEN_OFFSET;

  /** The native context's address; 0 once closed. */
  private long context;

  LibcryptoContext(SecretKey key, int direction) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(SecretKey.LENGTH);
      try {
        MemorySegment.copy(key.bytes(), 0, copy, ValueLayout.JAVA_BYTE, 0, SecretKey.LENGTH);
        context = Libcrypto.newContext(copy.address(), direction);
      } finally {
        copy.fill((byte) 0);
      }
    }
  }

  void seal(MemorySegment memory, int offset, int length, long counter) {
    long open = opened();
    long data = address(memory, offset, length);
    try {
      scratch.set(COUNTER, COUNTER_OFFSET, counter);
      Libcrypto.start(open, nonce, Libcrypto.ENCRYPT);
      if (length > 0) {
        Libcrypto.update(open, data, length, written);
      }
      if (!Libcrypto.finish(open, data + length, written)) {
        throw new IllegalStateException("libcrypto could not encrypt");
      }
      Libcrypto.tag(open, Libcrypto.GET_TAG, data + length);
    } finally {
      Reference.reachabilityFence(scratch);
    }
  }

  boolean open(MemorySegment memory, int offset, int length, long counter) {
    long open = opened();
    long data = address(memory, offset, length);
    try {
      scratch.set(COUNTER, COUNTER_OFFSET, counter);
      Libcrypto.start(open, nonce, Libcrypto.DECRYPT);
      Libcrypto.tag(open, Libcrypto.SET_TAG, data + length);
      if (length > 0) {
        Libcrypto.update(open, data, length, written);
      }
      return Libcrypto.finish(open, data + length, written);
    } finally {
      Reference.reachabilityFence(scratch);
    }
  }

  void close() {
    long closing = context;
    context = 0;
    if (closing != 0) {
      Libcrypto.free(closing);
    }
  }

  private long opened() {
    long open = context;
    if (open == 0) {
      throw new IllegalStateException("used after close");
    }
    return open;
  }

  private static long address(MemorySegment memory, int offset, int length) {
    if (!memory.isNative() || !memory.scope().isAlive()) {
      throw new IllegalStateException("memory is not native or closed");
    }
    Objects.checkFromIndexSize(offset, length, memory.byteSize() - Sealer.TAG);
    return memory.address() + offset;
  }
}
