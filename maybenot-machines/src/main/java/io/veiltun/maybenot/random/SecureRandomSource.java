package io.veiltun.maybenot.random;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Words nobody can predict: the ChaCha20 keystream under a key of the operating system's generator,
 * a new key every 64 KiB. Words are wiped when they have been drawn. For running tunnels.
 */
public final class SecureRandomSource implements RandomSource {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;

  /** Small enough that filling it once more delays a packet by about a microsecond. */
  private static final int BUFFER_BYTES = 1024;

  private static final int BYTES_PER_KEY = 64 * 1024;

  private final SecureRandom system;
  private final Cipher cipher;
  private final byte[] zeros = new byte[BUFFER_BYTES];
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position = BUFFER_BYTES;
  private int leftOfKey;

  public SecureRandomSource() {
    this.system = new SecureRandom();
    try {
      this.cipher = Cipher.getInstance("ChaCha20");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no ChaCha20 in this Java runtime", e);
    }
  }

  @Override
  public long nextLong() {
    int at = position;
    if (at > BUFFER_BYTES - Long.BYTES) {
      fill();
      at = 0;
    }
    position = at + Long.BYTES;
    long word = (long) LONGS.get(buffer, at);
    LONGS.set(buffer, at, 0L);
    return word;
  }

  /** Costs 32 bits of the stream. */
  @Override
  public int nextInt() {
    int at = position;
    if (at > BUFFER_BYTES - Integer.BYTES) {
      fill();
      at = 0;
    }
    position = at + Integer.BYTES;
    int word = (int) INTS.get(buffer, at);
    INTS.set(buffer, at, 0);
    return word;
  }

  private void fill() {
    try {
      if (leftOfKey < BUFFER_BYTES) {
        changeKey();
      }
      cipher.update(zeros, 0, BUFFER_BYTES, buffer, 0);
      leftOfKey -= BUFFER_BYTES;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("ChaCha20 failed", e);
    }
  }

  private void changeKey() throws GeneralSecurityException {
    byte[] fresh = new byte[KEY_BYTES + NONCE_BYTES];
    system.nextBytes(fresh);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(fresh, 0, KEY_BYTES, "ChaCha20"),
        new ChaCha20ParameterSpec(Arrays.copyOfRange(fresh, KEY_BYTES, fresh.length), 0));
    Arrays.fill(fresh, (byte) 0);
    leftOfKey = BYTES_PER_KEY;
  }
}
