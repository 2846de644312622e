package io.veiltun.engine.tunnel;

import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.IcmpError;
import io.veiltun.engine.packet.IcmpRateLimiter;
import io.veiltun.engine.tun.PacketDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Writes ICMP errors back to the device the refused packet came from. Send loop, once connected.
 */
final class IcmpRefusals implements Refusals {
  private final IcmpRateLimiter limiter;
  private final MemorySegment scratch = Arena.ofAuto().allocate(IcmpError.MAX_LENGTH, 8);
  private byte @Nullable [] ipv6;
  private volatile IcmpError errors = new IcmpError(null, null);
  private volatile @Nullable PacketDevice device;

  IcmpRefusals(long hashSeed, long nowNanos) {
    limiter = new IcmpRateLimiter(hashSeed, nowNanos);
  }

  /** Where errors go. */
  void answerTo(PacketDevice packetDevice) {
    device = packetDevice;
  }

  /**
   * IPv6 errors come from {@code address} if it is the first of its family. IPv4 errors come from
   * the destination of the refused packet: Linux drops what arrives at the device with the host's
   * own IPv4 address as its source.
   */
  synchronized void source(byte[] address) {
    if (address.length == 16 && ipv6 == null) {
      ipv6 = address.clone();
      errors = new IcmpError(null, ipv6);
    }
  }

  @Override
  public void refuse(
      MemorySegment memory, int offset, int length, DropReason reason, int mtu, long now) {
    PacketDevice to = device;
    if (to == null) {
      return;
    }
    int answer = 0;
    if (reason == DropReason.TOO_BIG) {
      if (limiter.allowPathMtu(now)) {
        answer = errors.tooBig(memory, offset, length, scratch, 0, mtu);
      }
    } else if (limiter.allow(memory, offset, now)) {
      answer = errors.unreachable(memory, offset, length, scratch, 0);
    }
    if (answer > 0) {
      to.answer(scratch, 0, answer);
    }
  }
}
