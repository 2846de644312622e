package io.veiltun.multihop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChainMtuTest {
  private static List<IpFamily> hops(String families) {
    return families.chars().mapToObj(c -> c == '4' ? IpFamily.IPV4 : IpFamily.IPV6).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "1500, 4, 1420, 1420",
    "1500, 6, 1420, 1420",
    "1500, 44, 1420, 1360",
    "1500, 46, 1420, 1328",
    "1500, 64, 1420, 1360",
    "1500, 66, 1420, 1328",
    "1500, 444, 1420, 1296",
    "1492, 44, 1412, 1344",
    "9000, 66, 8920, 8832",
    "65535, 4, 65455, 65455",
  })
  void tunnelsHaveTheMtuThatRelaysCarry(int path, String families, int entry, int tun) {
    ChainMtu chain = new ChainMtu(path, hops(families));
    assertThat(chain.tunnelMtu(0)).isEqualTo(entry);
    assertThat(chain.tunMtu()).isEqualTo(tun);
  }

  /** Walks a full packet back from the exit through relays that know nothing of our MTUs. */
  @ParameterizedTest
  @MethodSource("chains")
  void aFullPacketComesBackThroughRelaysWithTheUsualMtu(String families) {
    List<IpFamily> hops = hops(families);
    for (int path = 1280; path <= 1500; path++) {
      int relayMtu = path - 80;
      if (relayMtu - (hops.size() - 1) * 95 < ChainMtu.LEAST) {
        continue;
      }
      int packet = new ChainMtu(path, hops).tunMtu();
      for (int hop = hops.size() - 1; hop >= 0; hop--) {
        assertThat(packet).as("into hop %d, path %d", hop, path).isLessThanOrEqualTo(relayMtu);
        packet = Math.min((packet + 15) / 16 * 16, relayMtu) + hops.get(hop).overhead();
      }
      assertThat(packet).isLessThanOrEqualTo(path);
    }
  }

  @Test
  void chainsThatLeaveNoUsableMtuAreRefused() {
    assertThat(new ChainMtu(716, hops("44")).tunMtu()).isEqualTo(576);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChainMtu(715, hops("44")))
        .withMessageContaining("716..65535");
    assertThatIllegalArgumentException().isThrownBy(() -> new ChainMtu(65_536, hops("4")));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChainMtu(1500, List.of()));
  }

  @ParameterizedTest
  @MethodSource("chains")
  void theLeastPathIsTheFirstThatLeavesTheLeastMtu(String families) {
    List<IpFamily> hops = hops(families);
    int least = 0;
    for (int path = 656; least == 0; path++) {
      int mtu = path - 80;
      for (IpFamily inner : hops.subList(1, hops.size())) {
        mtu = (mtu - inner.overhead()) / 16 * 16;
      }
      least = mtu >= 576 ? path : 0;
    }
    assertThat(new ChainMtu(least, hops).tunMtu()).isEqualTo(576);
    int below = least - 1;
    assertThatIllegalArgumentException().isThrownBy(() -> new ChainMtu(below, hops));
  }

  static Stream<String> chains() {
    return Stream.of("4", "6", "44", "46", "64", "66", "446", "66666666", "44444444");
  }

  /** Walks a packet through its hops as the engine does: header before, padding and tag behind. */
  @ParameterizedTest
  @MethodSource("chains")
  void everyPacketFitsItsSlotWhateverThePadding(String families) {
    List<IpFamily> hops = hops(families);
    ChainMtu chain = new ChainMtu(1500, hops);
    for (boolean constantSize : new boolean[] {false, true}) {
      for (int length = 0; length <= chain.tunMtu(); length++) {
        int start = chain.headroom();
        int end = start + length;
        for (int hop = hops.size() - 1; hop >= 0; hop--) {
          int mtu = chain.tunnelMtu(hop);
          int plain = end - start;
          end = start + (constantSize ? mtu : Math.min((plain + 15) / 16 * 16, mtu)) + 16;
          start -= 16 + (hop == 0 ? 0 : hops.get(hop).datagramHeaders());
          assertThat(plain).isLessThanOrEqualTo(mtu);
        }
        assertThat(start).isBetween(0, 63);
        assertThat(end).isLessThanOrEqualTo(chain.slotLength());
        int onThePath = end - start + hops.getFirst().datagramHeaders();
        assertThat(onThePath).isLessThanOrEqualTo(chain.pathMtu());
        int full = chain.tunnelMtu(0) + hops.getFirst().overhead();
        assertThat(!constantSize || onThePath == full).isTrue();
      }
    }
  }

  @Test
  void roomIsInWholeCacheLines() {
    ChainMtu chain = new ChainMtu(1500, hops("46"));
    assertThat(chain.headroom()).isEqualTo(128);
    assertThat(chain.tailroom()).isEqualTo(64);
    assertThat(chain.slotLength()).isEqualTo(128 + 1344 + 64);
  }
}
