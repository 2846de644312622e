package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Packets below are written out after RFC 791, 768, 9293, 8200 and 4443. */
class PacketHeaderTest {
  private static final String UDP_192_0_2_10_TO_192_0_2_1 =
      "4500 0020 0000 4000 4011 0000 c000020a c0000201 c8d5 ca6c 000c 0000 01020304";

  private static PacketHeader read(String hex, int etherType) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return PacketHeader.read(ByteBuffer.wrap(bytes), etherType);
  }

  @Test
  void udpOverIpv4HasAddressesAndPorts() {
    PacketHeader header = read(UDP_192_0_2_10_TO_192_0_2_1, 0x0800);
    assertThat(header.key())
        .isEqualTo(new Flow.Key(Protocol.UDP, "192.0.2.10", 51413, "192.0.2.1", 51820));
    assertThat(header.headerLength()).isEqualTo(28);
  }

  @Test
  void tcpHeaderLengthCountsItsOptions() {
    String tcp =
        "6000 0000 0020 06 40 20010db8000000000000000000000001 20010db8000000000000000000000002"
            + " 1f90 0050 00000001 00000002 8010 0100 0000 0000 0101080a 00000001 00000002";
    PacketHeader header = read(tcp, 0x86dd);
    assertThat(header.key())
        .isEqualTo(
            new Flow.Key(Protocol.TCP, "2001:db8:0:0:0:0:0:1", 8080, "2001:db8:0:0:0:0:0:2", 80));
    assertThat(header.headerLength()).isEqualTo(72);
  }

  @Test
  void laterFragmentHasNoPorts() {
    String fragment = UDP_192_0_2_10_TO_192_0_2_1.replace("0000 4000", "0000 0002");
    assertThat(read(fragment, 0x0800).key())
        .isEqualTo(new Flow.Key(Protocol.OTHER, "192.0.2.10", 0, "192.0.2.1", 0));
  }

  @Test
  void echoIsIcmpAndNeighbourSolicitationIsNot() {
    String addresses = "fe800000000000000000000000000001 ff020000000000000000000000000001";
    assertThat(read("6000 0000 0008 3a 40 " + addresses + "8000 0000 0001 0001", 0x86dd).key())
        .extracting(Flow.Key::protocol)
        .isEqualTo(Protocol.ICMP);
    assertThat(read("6000 0000 0008 3a ff " + addresses + "8700 0000 0000 0000", 0x86dd).key())
        .extracting(Flow.Key::protocol)
        .isEqualTo(Protocol.NEIGHBOUR);
    assertThat(
            read("6000 0000 0010 00 01 " + addresses + "3a00 0502 0000 0100 8f00 0000", 0x86dd)
                .key())
        .extracting(Flow.Key::protocol)
        .isEqualTo(Protocol.NEIGHBOUR);
  }

  @RepeatedTest(20)
  void anyBytesAreRead(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    int[] types = {0x0800, 0x86dd, 0x0806, 0x1234};
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[random.nextInt(90)];
      random.nextBytes(bytes);
      PacketHeader header = PacketHeader.read(ByteBuffer.wrap(bytes), types[random.nextInt(4)]);
      assertThat(header.headerLength()).isBetween(0, 120);
    }
  }
}
