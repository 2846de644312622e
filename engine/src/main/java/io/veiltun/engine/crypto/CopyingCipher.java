package io.veiltun.engine.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Lets a cipher that works on arrays encrypt native memory, by a copy there and back. Base of the
 * providers that need nothing installed.
 */
abstract class CopyingCipher implements Sealer, Opener {
  private static final VarHandle COUNTER =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int COUNTER_OFFSET = 4;

  private byte[] input = new byte[2048];
  private byte[] output = new byte[2048];
  private boolean closed;

  /**
   * Encrypts or decrypts one message.
   *
   * @param nonce 12 bytes
   * @return false if the tag is wrong
   */
  abstract boolean transform(byte[] nonce, byte[] input, int length, byte[] output);

  /** Forgets the key; called once. */
  abstract void wipe();

  @Override
  public final void seal(MemorySegment memory, int offset, int length, long counter) {
    if (!through(memory, offset, length, length + Sealer.TAG, counter)) {
      throw new IllegalStateException("could not encrypt");
    }
  }

  @Override
  public final boolean open(MemorySegment memory, int offset, int length, long counter) {
    return through(memory, offset, length + Sealer.TAG, length, counter);
  }

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      wipe();
      Arrays.fill(input, (byte) 0);
      Arrays.fill(output, (byte) 0);
    }
  }

  private boolean through(MemorySegment memory, int offset, int from, int to, long counter) {
    if (closed) {
      throw new IllegalStateException("used after close");
    }
    reserve(Math.max(from, to));
    byte[] nonce = new byte[12];
    COUNTER.set(nonce, COUNTER_OFFSET, counter);
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, input, 0, from);
    if (!transform(nonce, input, from, output)) {
      return false;
    }
    MemorySegment.copy(output, 0, memory, ValueLayout.JAVA_BYTE, offset, to);
    return true;
  }

  private void reserve(int size) {
    if (input.length < size) {
      Arrays.fill(input, (byte) 0);
      Arrays.fill(output, (byte) 0);
      input = new byte[size];
      output = new byte[size];
    }
  }
}
