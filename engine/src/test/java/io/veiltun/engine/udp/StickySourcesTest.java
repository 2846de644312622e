package io.veiltun.engine.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.packet.Endpoint;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often the routing table is asked. */
class StickySourcesTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final StickySources sources =
      new StickySources(endpoint -> {
        asked.incrementAndGet();
        return true;
      });

  private static List<Endpoint> peers(int count) {
    byte[] local = {10, 0, 0, 1};
    return IntStream.range(0, count)
        .mapToObj(i -> new byte[] {10, 1, (byte) (i >> 8), (byte) i})
        .map(address -> Endpoint.of(address, 51820, 0).from(local, 2))
        .toList();
  }

  private void sendToEach(List<Endpoint> peers) {
    for (Endpoint peer : peers) {
      sources.begin();
      assertThat(sources.isUsable(peer)).isTrue();
    }
  }

  @Test
  void aChangeCostsOneQuestionForEachPeerOfALargeRelay() {
    List<Endpoint> peers = peers(2000);
    sendToEach(peers);
    assertThat(asked).as("nothing changed yet").hasValue(0);
    sources.changed();
    for (int round = 0; round < 5; round++) {
      sendToEach(peers);
    }
    assertThat(asked).hasValue(2000);
    sources.changed();
    sendToEach(peers);
    assertThat(asked).hasValue(4000);
  }

  @Test
  void whatIsKnownIsBoundedWhoeverAnswersGoTo() {
    sources.changed();
    sendToEach(peers(3 * StickySources.MOST_KNOWN));
    assertThat(sources.known()).isLessThanOrEqualTo(StickySources.MOST_KNOWN);
  }
}
