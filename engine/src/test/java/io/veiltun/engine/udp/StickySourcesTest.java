package io.veiltun.engine.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.packet.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StickySourcesTest {
  private final List<Endpoint> asked = new ArrayList<>();
  private boolean answer = true;
  private final StickySources sources =
      new StickySources(endpoint -> {
        asked.add(endpoint);
        return answer;
      });

  private static Endpoint endpoint(int last) {
    byte[] remote = {(byte) 192, 0, 2, (byte) last};
    return Endpoint.of(remote, 51820, 0).from(new byte[] {10, 0, 0, 1}, 3);
  }

  @Test
  void aSourceIsUsedUnquestionedUntilSomethingChanges() {
    sources.begin();
    assertThat(sources.isUsable(endpoint(1))).isTrue();
    assertThat(asked).isEmpty();
  }

  @Test
  void afterAChangeTheRouteIsAskedForOnce() {
    Endpoint endpoint = endpoint(1);
    answer = false;
    sources.changed();
    for (int i = 0; i < 5; i++) {
      sources.begin();
      assertThat(sources.isUsable(endpoint)).isFalse();
    }
    assertThat(asked).containsExactly(endpoint);
    answer = true;
    sources.changed();
    sources.begin();
    assertThat(sources.isUsable(endpoint)).as("the route came back").isTrue();
    assertThat(asked).hasSize(2);
  }

  @Test
  void whatTheKernelRefusedIsNotTriedAgainBeforeSomethingChanges() {
    Endpoint endpoint = endpoint(1);
    sources.begin();
    sources.refused(endpoint);
    sources.begin();
    assertThat(sources.isUsable(endpoint)).isFalse();
    sources.changed();
    sources.begin();
    assertThat(sources.isUsable(endpoint)).isTrue();
  }

  @Test
  void aSourceThatWasNotAtFaultStays() {
    Endpoint endpoint = endpoint(1);
    sources.refused(endpoint);
    sources.acquit(endpoint);
    sources.begin();
    assertThat(sources.isUsable(endpoint)).isTrue();
  }

  @Test
  void aFloodFromManyAddressesDoesNotBecomeAFloodOfQuestions() {
    sources.changed();
    sources.begin();
    for (int i = 0; i < 200; i++) {
      assertThat(sources.isUsable(endpoint(i))).isTrue();
    }
    assertThat(asked).hasSize(8);
  }

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
    assertThat(asked).as("nothing changed yet").isEmpty();
    sources.changed();
    for (int round = 0; round < 5; round++) {
      sendToEach(peers);
    }
    assertThat(asked).hasSize(2000);
    sources.changed();
    sendToEach(peers);
    assertThat(asked).hasSize(4000);
  }

  @Test
  void whatIsKnownIsBoundedWhoeverAnswersGoTo() {
    sources.changed();
    sendToEach(peers(3 * StickySources.MOST_KNOWN));
    assertThat(sources.known()).isLessThanOrEqualTo(StickySources.MOST_KNOWN);
  }
}
