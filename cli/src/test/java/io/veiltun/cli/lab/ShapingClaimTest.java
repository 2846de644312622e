package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapingClaimTest {
  private static final PageComparison DECOYS = PageComparisonSample.withDecoys(4);

  private static MessageCount transport(
      boolean sent, int length, int service, int receiver, long count, long counters) {
    Message message = new Message(sent, length, 9, service, 64, 0, Message.TRANSPORT, receiver);
    return new MessageCount(message, count, counters);
  }

  /** Both directions of one size, two sessions, and a handshake. */
  private static List<MessageCount> good() {
    Message handshake = new Message(true, 176, 9, 0, 64, 0, 1, 0);
    return new ArrayList<>(
        List.of(
            new MessageCount(handshake, 1, 1),
            transport(true, 1480, 0, 5, 1000, 1010),
            transport(true, 1480, 0, 6, 10, 10),
            transport(false, 1460, 0, 7, 1000, 1000)));
  }

  private static List<Boolean> held(
      List<MessageCount> messages, long missed, PageComparison pages) {
    return ShapingClaim.judge(messages, missed, pages).stream()
        .map(claim -> claim.objection().isEmpty())
        .toList();
  }

  @Test
  void oneSizePerDirectionAndOneHeaderKeepBothPromises() {
    assertThat(held(good(), 0, DECOYS)).containsExactly(true, true);
  }

  @Test
  void oneDatagramOfAnotherSizeBreaksBoth() {
    List<MessageCount> messages = good();
    messages.add(transport(false, 124, 0, 7, 1, 1));
    assertThat(held(messages, 0, DECOYS)).containsExactly(false, false);
    assertThat(ShapingClaim.judge(messages, 0, DECOYS).getFirst().objection())
        .hasValue("2 sizes received, for example 1460 and 124");
  }

  @Test
  void anotherHeaderTellsDatagramsApartThoughSizesAgree() {
    List<MessageCount> messages = good();
    messages.add(transport(true, 1480, 8, 5, 3, 3));
    assertThat(held(messages, 0, DECOYS)).containsExactly(true, false);
  }

  @Test
  void countersOfTheirOwnTellDatagramsApart() {
    List<MessageCount> messages = good();
    messages.set(1, transport(true, 1480, 0, 5, 1000, 1L << 40));
    assertThat(held(messages, 0, DECOYS)).containsExactly(true, false);
    messages.set(1, transport(true, 1480, 0, 5, 1000, 900));
    assertThat(held(messages, 0, DECOYS)).containsExactly(true, false);
  }

  @Test
  void withoutDecoysNothingIsProved() {
    assertThat(held(good(), 0, PageComparisonSample.withDecoys(0))).containsExactly(true, false);
  }

  @Test
  void silenceAndMissedPacketsProveNothing() {
    assertThat(held(List.of(), 0, DECOYS)).containsExactly(false, false);
    assertThat(held(good(), 1, DECOYS)).containsExactly(false, false);
  }
}
