package io.veiltun.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IcmpErrorTest {
  private static final IcmpError FROM_DEVICE =
      new IcmpError(address("10.64.0.2"), address("fc00::2"));
  private static final IcmpError FROM_TARGET = new IcmpError(null, null);

  private static byte[] address(String text) {
    return InetAddress.ofLiteral(text).getAddress();
  }

  private static byte[] packet(String source, String destination, int protocol, byte[] payload) {
    byte[] from = address(source);
    ByteBuffer packet = ByteBuffer.allocate((from.length == 4 ? 20 : 40) + payload.length);
    if (from.length == 4) {
      packet.putInt(0x4500 << 16 | packet.capacity()).putInt(0);
      packet.putInt(64 << 24 | protocol << 16);
    } else {
      packet.putInt(6 << 28).putInt(payload.length << 16 | protocol << 8 | 64);
    }
    return packet.put(from).put(address(destination)).put(payload).array();
  }

  private static byte[] unreachable(IcmpError error, byte[] packet) {
    MemorySegment out = MemorySegment.ofArray(new byte[IcmpError.MAX_LENGTH + 7]);
    int length = error.unreachable(MemorySegment.ofArray(packet), 0, packet.length, out, 7);
    return out.asSlice(7, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private static byte[] tooBig(IcmpError error, byte[] packet, int mtu) {
    MemorySegment out = MemorySegment.ofArray(new byte[IcmpError.MAX_LENGTH]);
    int length = error.tooBig(MemorySegment.ofArray(packet), 0, packet.length, out, 0, mtu);
    return out.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void theSenderOfAnIpv4PacketIsToldThatTheHostIsUnreachable() {
    byte[] packet = packet("10.64.0.2", "192.0.2.9", Ip.UDP, new byte[30]);
    byte[] error = unreachable(FROM_DEVICE, packet);

    assertThat(error).hasSize(20 + 8 + packet.length);
    assertThat(Ip.checkedLength(MemorySegment.ofArray(error), 0, error.length))
        .isEqualTo(error.length);
    assertThat(Arrays.copyOfRange(error, 12, 16)).isEqualTo(address("10.64.0.2"));
    assertThat(Arrays.copyOfRange(error, 16, 20)).isEqualTo(address("10.64.0.2"));
    assertThat(error[9]).isEqualTo((byte) 1);
    assertThat(error[20]).isEqualTo((byte) 3);
    assertThat(error[21]).isEqualTo((byte) 1);
    assertThat(Arrays.copyOfRange(error, 28, error.length)).isEqualTo(packet);
    assertThat(ReferenceChecksum.of(Arrays.copyOf(error, 20))).isZero();
    assertThat(ReferenceChecksum.of(Arrays.copyOfRange(error, 20, error.length))).isZero();
  }

  @Test
  void theSenderOfAnIpv6PacketIsToldThatTheAddressIsUnreachable() {
    byte[] packet = packet("fc00::7", "2001:db8::9", Ip.TCP, new byte[33]);
    byte[] error = unreachable(FROM_DEVICE, packet);

    assertThat(error).hasSize(40 + 8 + packet.length);
    assertThat(Arrays.copyOfRange(error, 8, 24)).isEqualTo(address("fc00::2"));
    assertThat(Arrays.copyOfRange(error, 24, 40)).isEqualTo(address("fc00::7"));
    assertThat(error[6]).isEqualTo((byte) 58);
    assertThat(error[40]).isEqualTo((byte) 1);
    assertThat(error[41]).isEqualTo((byte) 3);
    assertThat(Arrays.copyOfRange(error, 48, error.length)).isEqualTo(packet);
    assertThat(ReferenceChecksum.ofTransport(error)).isZero();
  }

  @Test
  void aDeviceWithoutAddressAnswersFromThePacketsDestination() {
    byte[] four = unreachable(FROM_TARGET, packet("10.0.0.1", "192.0.2.9", Ip.UDP, new byte[8]));
    assertThat(Arrays.copyOfRange(four, 12, 16)).isEqualTo(address("192.0.2.9"));
    byte[] six = unreachable(FROM_TARGET, packet("fc00::7", "2001:db8::9", Ip.UDP, new byte[8]));
    assertThat(Arrays.copyOfRange(six, 8, 24)).isEqualTo(address("2001:db8::9"));
    assertThat(ReferenceChecksum.ofTransport(six)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0000, 0x4000})
  void anIpv4PacketThatIsTooBigIsToldTheMtuWithAndWithoutDontFragment(int flags) {
    byte[] packet = packet("10.0.0.1", "192.0.2.9", Ip.TCP, new byte[1480]);
    packet[6] = (byte) (flags >>> 8);
    byte[] error = tooBig(FROM_DEVICE, packet, 1380);

    assertThat(error).hasSize(576);
    assertThat(error[20]).isEqualTo((byte) 3);
    assertThat(error[21]).isEqualTo((byte) 4);
    assertThat(ByteBuffer.wrap(error).getInt(24)).isEqualTo(1380);
    assertThat(Arrays.copyOfRange(error, 28, 576)).isEqualTo(Arrays.copyOf(packet, 548));
    assertThat(ReferenceChecksum.of(Arrays.copyOf(error, 20))).isZero();
    assertThat(ReferenceChecksum.of(Arrays.copyOfRange(error, 20, 576))).isZero();
  }

  @Test
  void anIpv6PacketThatIsTooBigIsToldTheMtu() {
    byte[] packet = packet("fc00::7", "2001:db8::9", Ip.TCP, new byte[1460]);
    byte[] error = tooBig(FROM_DEVICE, packet, 1340);

    assertThat(error).hasSize(1280);
    assertThat(error[40]).isEqualTo((byte) 2);
    assertThat(error[41]).isEqualTo((byte) 0);
    assertThat(ByteBuffer.wrap(error).getInt(44)).isEqualTo(1340);
    assertThat(ReferenceChecksum.ofTransport(error)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 192.0.2.1",
    "127.0.0.1, 192.0.2.1",
    "224.0.0.1, 192.0.2.1",
    "255.255.255.255, 192.0.2.1",
    "10.0.0.1, 224.0.0.251",
    "10.0.0.1, 255.255.255.255",
    "::, 2001:db8::1",
    "ff02::1, 2001:db8::1",
    "fe80::1, ff02::2"
  })
  void packetsFromOrToNoSingleHostAreNotAnswered(String source, String destination) {
    assertThat(unreachable(FROM_DEVICE, packet(source, destination, Ip.UDP, new byte[8])))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "3, false",
    "4, false",
    "5, false",
    "11, false",
    "12, false",
    "41, false",
    "8, true",
    "0, true",
    "13, true"
  })
  void onlyIcmpQueriesAreAnswered(int type, boolean answered) {
    byte[] query = {(byte) type, 0, 0, 0, 0, 0, 0, 0};
    byte[] error = unreachable(FROM_DEVICE, packet("10.0.0.1", "192.0.2.1", Ip.ICMP, query));
    assertThat(error.length > 0).isEqualTo(answered);
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "3, false", "127, false", "137, false", "128, true"})
  void onlyIcmpv6InformationIsAnsweredAlsoBehindExtensionHeaders(int type, boolean answered) {
    byte[] plain = {(byte) type, 0, 0, 0, 0, 0, 0, 0};
    byte[] error = unreachable(FROM_DEVICE, packet("fc00::7", "2001:db8::9", 58, plain));
    assertThat(error.length > 0).isEqualTo(answered);
    byte[] extended = {60, 0, 0, 0, 0, 0, 0, 0, 58, 0, 0, 0, 0, 0, 0, 0, (byte) type, 0, 0, 0};
    error = unreachable(FROM_DEVICE, packet("fc00::7", "2001:db8::9", 0, extended));
    assertThat(error.length > 0).isEqualTo(answered);
  }

  @Test
  void onlyTheFirstFragmentIsAnswered() {
    byte[] four = packet("10.0.0.1", "192.0.2.1", Ip.UDP, new byte[16]);
    four[6] = 0x20;
    assertThat(unreachable(FROM_DEVICE, four)).isNotEmpty();
    four[7] = 1;
    assertThat(unreachable(FROM_DEVICE, four)).isEmpty();
    byte[] fragment = {17, 0, 0, 1, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8};
    byte[] six = packet("fc00::7", "2001:db8::9", 44, fragment);
    assertThat(unreachable(FROM_DEVICE, six)).isNotEmpty();
    six[43] = 8;
    assertThat(unreachable(FROM_DEVICE, six)).isEmpty();
  }

  @Test
  void garbageNeverThrowsAndIsNeverAnsweredWithABadPacket() {
    long seed = 13;
    SplittableRandom random = new SplittableRandom(seed);
    int answers = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(1600)];
      random.nextBytes(bytes);
      if (bytes.length > 6) {
        boolean ipv4 = random.nextBoolean();
        bytes[0] = (byte) (ipv4 ? 0x45 : 0x60);
        bytes[ipv4 ? 2 : 4] &= 3;
      }
      byte[] error = unreachable(FROM_DEVICE, bytes);
      answers += error.length > 0 ? 1 : 0;
      assertThat(error.length == 0 || ReferenceChecksum.of(body(error)) == 0)
          .as("seed %d, packet %d", seed, i)
          .isTrue();
    }
    assertThat(answers).isPositive();
  }

  /** What an error's checksum covers, for IPv6 in the order of RFC 8200 §8.1. */
  private static byte[] body(byte[] error) {
    if (error[0] >>> 4 == 4) {
      return Arrays.copyOfRange(error, 20, error.length);
    }
    ByteBuffer covered = ByteBuffer.allocate(error.length);
    covered.put(error, 8, 32).putInt(error.length - 40).putInt(58);
    return covered.put(error, 40, error.length - 40).array();
  }
}
