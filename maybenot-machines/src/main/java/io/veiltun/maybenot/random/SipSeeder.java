package io.veiltun.maybenot.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Words derived from a string the way rand_seeder 0.4 does: a SipHash-2-4 state with an all-zero
 * key absorbs the string as Rust's {@code Hash} feeds it (UTF-8, then 0xFF); an output generator
 * then runs on from that state, two rounds later, without the finalisation of the hash.
 */
final class SipSeeder {
  private static final int STRING_END = 0xff;
  private static final long FIRST_ADJUSTMENT = 0x13;
  private static final long ADJUSTMENT_STEP = 0x11;

  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long adjustment = FIRST_ADJUSTMENT;

  /** A generator that runs from a bare SipHash state. */
  SipSeeder(long v0, long v1, long v2, long v3) {
    this.v0 = v0;
    this.v1 = v1;
    this.v2 = v2;
    this.v3 = v3;
  }

  static SipSeeder of(String seed) {
    SipSeeder sip =
        new SipSeeder(
            0x736f6d6570736575L, 0x646f72616e646f6dL, 0x6c7967656e657261L, 0x7465646279746573L);
    sip.absorb(seed.getBytes(StandardCharsets.UTF_8));
    return sip;
  }

  long next() {
    v2 ^= adjustment;
    adjustment -= ADJUSTMENT_STEP;
    round();
    round();
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void absorb(byte[] text) {
    int length = text.length + 1;
    // Whole blocks, then a last one whose top byte is the length modulo 256.
    ByteBuffer blocks =
        ByteBuffer.allocate((length / Long.BYTES + 1) * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    blocks.put(text).put((byte) STRING_END);
    blocks.put(blocks.capacity() - 1, (byte) length);
    blocks.rewind();
    while (blocks.hasRemaining()) {
      long block = blocks.getLong();
      v3 ^= block;
      round();
      round();
      v0 ^= block;
    }
    round();
    round();
  }

  private void round() {
    v0 += v1;
    v2 += v3;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 = Long.rotateLeft(v2, 32);
  }
}
