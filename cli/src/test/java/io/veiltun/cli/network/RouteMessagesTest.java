package io.veiltun.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes that a kernel accepted: linux-dataplane Appendix B, interface index 2, sequence 1. */
class RouteMessagesTest {
  private static final int INDEX = 2;
  private static final int TABLE = 51820;

  @Test
  void linkUpIsAsMeasured() {
    assertBytes(
        RouteMessages.link(INDEX, 1420, 1000, true),
        "3000000010000500010000000000000000000000020000000100000001000000"
            + "080004008c05000008000d00e8030000");
  }

  @Test
  void addressGenerationOffIsAsMeasured() {
    assertBytes(
        RouteMessages.noAddressGeneration(INDEX),
        "3000000013000500010000000000000000000000020000000000000000000000"
            + "10001a000c000a000500080001000000");
  }

  @Test
  void ipv4AddressIsAsMeasured() {
    assertBytes(
        RouteMessages.addAddress(INDEX, Cidr.parse("10.64.0.2/32")),
        "2800000014000506010000000000000002200000020000000800" + "02000a400002080001000a400002");
  }

  @Test
  void ipv6AddressIsAsMeasured() {
    assertBytes(
        RouteMessages.addAddress(INDEX, Cidr.parse("fc00:bbbb:bbbb:bb01::2/128")),
        "480000001400050601000000000000000a80000002000000"
            + "14000200fc00bbbbbbbbbb010000000000000002"
            + "14000100fc00bbbbbbbbbb0100000000000000020800080002000000");
  }

  @Test
  void defaultRoutesAreAsMeasured() {
    assertBytes(
        RouteMessages.addRoute(INDEX, Cidr.parse("0.0.0.0/0"), TABLE),
        "2c000000180005060100000000000000020000000003fd0100000000"
            + "08000f006cca00000800040002000000");
    assertBytes(
        RouteMessages.addRoute(INDEX, Cidr.parse("::/0"), TABLE),
        "2c0000001800050601000000000000000a0000000003000100000000"
            + "08000f006cca00000800040002000000");
  }

  @Test
  void aRefusalIsOfTypeUnreachableAndHasNoInterface() {
    assertBytes(
        RouteMessages.refuse(Cidr.parse("::/0"), TABLE),
        "240000001800050601000000000000000a0000000003000700000000" + "08000f006cca0000");
  }

  @Test
  void specificRouteIsAsMeasured() {
    assertBytes(
        RouteMessages.addRoute(INDEX, Cidr.parse("192.168.77.0/24"), RouteMessages.TABLE_MAIN),
        "2c00000018000506010000000000000002180000fe03fd0100000000"
            + "08000100c0a84d000800040002000000");
  }

  @Test
  void rulesAreAsMeasured() {
    assertBytes(
        RouteMessages.addRule(Rule.notMarked(Family.INET, 0, TABLE, TABLE)),
        "2c0000002000050601000000000000000200000000000001"
            + "0200000008000f006cca000008000a006cca0000");
    assertBytes(
        RouteMessages.addRule(Rule.notMarked(Family.INET6, 0, TABLE, TABLE)),
        "2c0000002000050601000000000000000a00000000000001"
            + "0200000008000f006cca000008000a006cca0000");
    assertBytes(
        RouteMessages.addRule(Rule.suppressDefault(Family.INET, 0)),
        "2400000020000506010000000000000002000000fe000001000000" + "0008000e0000000000");
    assertBytes(
        RouteMessages.addRule(Rule.suppressDefault(Family.INET6, 0)),
        "240000002000050601000000000000000a000000fe000001000000" + "0008000e0000000000");
    assertBytes(
        RouteMessages.deleteRule(Rule.notMarked(Family.INET, 0, TABLE, TABLE)),
        "2c0000002100050001000000000000000200000000000001"
            + "0200000008000f006cca000008000a006cca0000");
  }

  @Test
  void prioritiesAreAnAttributeOfTheirOwn() {
    ByteBuffer without = RouteMessages.addRule(Rule.suppressDefault(Family.INET, 0));
    ByteBuffer with = RouteMessages.addRule(Rule.suppressDefault(Family.INET, 32764));

    assertThat(with.remaining()).isEqualTo(without.remaining() + 8);
    assertThat(hex(with)).endsWith("08000600fc7f0000");
  }

  private static void assertBytes(ByteBuffer message, String expected) {
    message.order(ByteOrder.nativeOrder()).putInt(8, 1);
    assertThat(hex(message)).isEqualTo(expected);
  }

  private static String hex(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(message.position(), bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
