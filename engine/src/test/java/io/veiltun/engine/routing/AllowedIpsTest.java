package io.veiltun.engine.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AllowedIpsTest {
  private final AllowedIps<String> table = new AllowedIps<>();

  @BeforeEach
  void overlappingPrefixesOfSeveralPeers() {
    insert("192.168.4.0/24", "a");
    insert("192.168.4.4/32", "b");
    insert("192.168.0.0/16", "c");
    insert("192.95.5.64/27", "d");
    insert("192.95.5.65/27", "c");
    insert("0.0.0.0/0", "e");
    insert("64.15.112.0/20", "g");
    insert("64.15.123.211/25", "h");
    insert("10.0.0.0/25", "a");
    insert("10.0.0.128/25", "b");
    insert("2607:5300:60:6bb0::c05f:543/128", "d");
    insert("2607:5300:60:6bb0::/64", "c");
    insert("::/0", "e");
    insert("2404:6800:4004:800::/56", "f");
    insert("2404:6800:4004:806::/64", "g");
  }

  private void insert(String prefix, String peer) {
    table.insert(IpPrefix.parse(prefix), peer);
  }

  private @Nullable String lookup(String address) {
    ByteBuffer bytes = ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress());
    return bytes.capacity() == 4
        ? table.lookup4(bytes.getInt())
        : table.lookup6(bytes.getLong(), bytes.getLong());
  }

  @Test
  void theLongestPrefixDecides() {
    assertThat(lookup("192.168.4.20")).isEqualTo("a");
    assertThat(lookup("192.168.4.4")).isEqualTo("b");
    assertThat(lookup("192.168.200.182")).isEqualTo("c");
    assertThat(lookup("192.95.5.68")).isEqualTo("c");
    assertThat(lookup("192.95.5.96")).isEqualTo("e");
    assertThat(lookup("64.15.116.26")).isEqualTo("g");
    assertThat(lookup("64.15.123.128")).isEqualTo("h");
    assertThat(lookup("64.15.123.211")).isEqualTo("h");
    assertThat(lookup("10.0.0.52")).isEqualTo("a");
    assertThat(lookup("10.0.0.220")).isEqualTo("b");
    assertThat(lookup("2607:5300:60:6bb0::c05f:543")).isEqualTo("d");
    assertThat(lookup("2607:5300:60:6bb0::c02e:1ee")).isEqualTo("c");
    assertThat(lookup("2607:5300:60:6bb1::")).isEqualTo("e");
    assertThat(lookup("2404:6800:4004:806::1006")).isEqualTo("g");
    assertThat(lookup("2404:6800:4004:806:8000::")).isEqualTo("g");
    assertThat(lookup("2404:6800:4004:8ff::1")).isEqualTo("f");
    assertThat(lookup("2404:6800:4004:900::1")).isEqualTo("e");
  }

  @Test
  void aMappedAddressIsLookedUpAsIpv6() {
    insert("::ffff:10.0.0.0/120", "mapped");
    assertThat(table.lookup6(0, 0xFFFF_0A00_0001L)).isEqualTo("mapped");
    assertThat(table.lookup6(0, 0xFFFF_0B00_0001L)).isEqualTo("e");
  }

  @Test
  void insertingAPrefixAgainMovesItToTheNewPeer() {
    insert("192.168.4.0/24", "z");
    assertThat(lookup("192.168.4.20")).isEqualTo("z");
    assertThat(table.prefixesOf("z")).containsExactly(IpPrefix.parse("192.168.4.0/24"));
    assertThat(table.prefixesOf("a")).containsExactly(IpPrefix.parse("10.0.0.0/25"));
    assertThat(table.remove(IpPrefix.parse("192.168.4.0/24"), "a")).isFalse();
    assertThat(lookup("192.168.4.20")).isEqualTo("z");
  }

  @Test
  void removingANodeWithTwoChildrenKeepsBoth() {
    insert("10.0.0.0/24", "middle");
    assertThat(table.remove(IpPrefix.parse("10.0.0.0/24"), "middle")).isTrue();
    assertThat(lookup("10.0.0.52")).isEqualTo("a");
    assertThat(lookup("10.0.0.220")).isEqualTo("b");
    assertThat(table.remove(IpPrefix.parse("10.0.0.0/25"), "a")).isTrue();
    assertThat(lookup("10.0.0.52")).isEqualTo("e");
    assertThat(lookup("10.0.0.220")).isEqualTo("b");
    assertThat(table.prefixesOf("middle")).isEmpty();
  }

  @Test
  void aRemovedPrefixGivesItsAddressesToTheNextShorterOne() {
    assertThat(table.remove(IpPrefix.parse("192.168.4.4"), "b")).isTrue();
    assertThat(lookup("192.168.4.4")).isEqualTo("a");
    assertThat(table.remove(IpPrefix.parse("192.168.4.4"), "b")).isFalse();
    assertThat(table.remove(IpPrefix.parse("0.0.0.0/0"), "e")).isTrue();
    assertThat(lookup("8.8.8.8")).isNull();
    assertThat(lookup("2001:db8::1")).isEqualTo("e");
  }

  @Test
  void changesMadeAtOnceAreNotSeenBeforeTheyAreComplete() {
    table.atOnce(() -> {
      table.removeAll("a");
      table.removeAll("d");
      insert("192.168.4.0/24", "a");
      insert("2404:6800:4004:806::/64", "a");
      assertThat(table.prefixesOf("a")).hasSize(2);
      assertThat(lookup("192.168.4.20")).isEqualTo("a");
      assertThat(lookup("10.0.0.1")).isEqualTo("a");
      assertThat(lookup("192.95.5.70")).isEqualTo("c");
      assertThat(lookup("2404:6800:4004:806::1")).isEqualTo("g");
    });

    assertThat(lookup("192.168.4.20")).isEqualTo("a");
    assertThat(lookup("10.0.0.1")).isEqualTo("e");
    assertThat(lookup("2404:6800:4004:806::1")).isEqualTo("a");
    assertThat(table.prefixesOf("d")).isEmpty();
  }

  @Test
  void removingAPeerRemovesAllItsPrefixesAndNoOthers() {
    table.removeAll("e");
    table.removeAll("c");
    table.removeAll("nobody");
    assertThat(lookup("192.168.200.182")).isNull();
    assertThat(lookup("8.8.8.8")).isNull();
    assertThat(lookup("2607:5300:60:6bb0::c02e:1ee")).isNull();
    assertThat(lookup("2607:5300:60:6bb0::c05f:543")).isEqualTo("d");
    assertThat(lookup("192.168.4.4")).isEqualTo("b");
    for (String peer : List.of("a", "b", "d", "f", "g", "h")) {
      table.removeAll(peer);
    }
    assertThat(lookup("192.168.4.4")).isNull();
    assertThat(lookup("2607:5300:60:6bb0::c05f:543")).isNull();
  }

  @Test
  void prefixesAreListedInTheOrderTheyWereInserted() {
    assertThat(table.prefixesOf("c"))
        .containsExactly(
            IpPrefix.parse("192.168.0.0/16"),
            IpPrefix.parse("192.95.5.64/27"),
            IpPrefix.parse("2607:5300:60:6bb0::/64"));
    assertThat(table.prefixesOf("nobody")).isEmpty();
  }

  @Test
  void packetsAreLookedUpByDestinationAndSource() {
    ByteBuffer four = ByteBuffer.allocate(24).put(3, (byte) 0x45);
    four.putInt(3 + 12, 0x0A000034).putInt(3 + 16, 0xC0A80404);
    MemorySegment packet4 = MemorySegment.ofArray(four.array());
    assertThat(table.lookupSource(packet4, 3)).isEqualTo("a");
    assertThat(table.lookupDestination(packet4, 3)).isEqualTo("b");
    ByteBuffer six = ByteBuffer.allocate(43).put(3, (byte) 0x60);
    six.put(3 + 8, InetAddress.ofLiteral("2404:6800:4004:806::1").getAddress());
    six.put(3 + 24, InetAddress.ofLiteral("2607:5300:60:6bb0::1").getAddress());
    MemorySegment packet6 = MemorySegment.ofArray(six.array());
    assertThat(table.lookupSource(packet6, 3)).isEqualTo("g");
    assertThat(table.lookupDestination(packet6, 3)).isEqualTo("c");
  }
}
