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
    "1500, 4, 1440, 1440",
    "1500, 6, 1420, 1420",
    "1500, 44, 1440, 1380",
    "1500, 46, 1440, 1360",
    "1500, 64, 1420, 1360",
    "1500, 66, 1420, 1340",
    "1492, 444, 1432, 1312",
    "9000, 66, 8920, 8840",
    "65535, 4, 65475, 65475",
  })
  void everyHopCostsSixtyOrEightyBytes(int path, String families, int entry, int tun) {
    ChainMtu chain = new ChainMtu(path, hops(families));
    assertThat(chain.tunnelMtu(0)).isEqualTo(entry);
    assertThat(chain.tunMtu()).isEqualTo(tun);
    assertThat(ChainMtu.ofTun(tun, hops(families))).isEqualTo(chain);
  }

  @Test
  void chainsThatLeaveNoUsableMtuAreRefused() {
    assertThat(new ChainMtu(696, hops("44")).tunMtu()).isEqualTo(576);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChainMtu(695, hops("44")))
        .withMessageContaining("696..65535");
    assertThatIllegalArgumentException().isThrownBy(() -> new ChainMtu(65_536, hops("4")));
    assertThatIllegalArgumentException().isThrownBy(() -> ChainMtu.ofTun(65_500, hops("4")));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChainMtu(1500, List.of()));
  }

  static Stream<String> chains() {
    return Stream.of("4", "6", "44", "46", "64", "66", "446", "66666666", "44444444");
  }

  /** Walks a packet through its hops as the engine does: header before, padding and tag behind. */
  @ParameterizedTest
  @MethodSource("chains")
  void everyPacketFitsItsSlotWhateverThePadding(String families) {
    List<IpFamily> hops = hops(families);
    ChainMtu chain = ChainMtu.ofTun(1280, hops);
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
        assertThat(!constantSize || onThePath == chain.pathMtu()).isTrue();
      }
    }
  }

  @Test
  void roomIsInWholeCacheLines() {
    ChainMtu chain = new ChainMtu(1500, hops("46"));
    assertThat(chain.headroom()).isEqualTo(128);
    assertThat(chain.tailroom()).isEqualTo(64);
    assertThat(chain.slotLength()).isEqualTo(128 + 1408 + 64);
  }
}
