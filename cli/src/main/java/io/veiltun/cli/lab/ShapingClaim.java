package io.veiltun.cli.lab;

import io.veiltun.cli.status.Direction;
import io.veiltun.cli.status.PacketKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The promises of DAITA about what an observer of the client's link can tell. */
final class ShapingClaim {
  /** The observer misses counters of what never reached the link: at most one in so many. */
  private static final long GAPS = 50;

  private ShapingClaim() {}

  /**
   * Judges both promises.
   *
   * @param messages datagrams on the client's link while DAITA ran
   * @param missed how many of them were not seen
   * @param pages says whether there were decoys
   */
  static List<Claim> judge(List<MessageCount> messages, long missed, PageComparison pages) {
    List<MessageCount> transport =
        messages.stream().filter(count -> count.message().transport()).toList();
    return List.of(
        new Claim(
            "with DAITA, everything but handshakes has one size per direction on the client's link",
            join(differences(transport, missed, "sizes", Message::length))),
        new Claim(
            "data and decoys can't be told apart there by size or header",
            join(distinctions(transport, missed, pages.shaped()))));
  }

  private static List<String> distinctions(
      List<MessageCount> transport, long missed, PageRun shaped) {
    List<String> objections =
        differences(transport, missed, "kinds of header", ShapingClaim::withoutSession);
    // Without decoys there is nothing to tell apart, and the promise would not be tested.
    long decoys = 0;
    for (Direction direction : Direction.values()) {
      decoys += shaped.counted(direction, PacketKind.DECOY).packets();
    }
    if (decoys == 0) {
      objections.add("there were no decoys");
    }
    for (MessageCount count : transport) {
      long gaps = count.counters() - count.count();
      if (gaps < 0 || gaps > count.counters() / GAPS) {
        objections.add(
            "%d messages have counters over a range of %d"
                .formatted(count.count(), count.counters()));
      }
    }
    return objections;
  }

  /** Sessions follow each other by the clock, whatever they carry. */
  private static Message withoutSession(Message message) {
    return new Message(
        message.outgoing(),
        message.length(),
        message.ports(),
        message.service(),
        message.hopLimit(),
        message.fragment(),
        message.type(),
        0);
  }

  private static List<String> differences(
      List<MessageCount> transport, long missed, String what, Function<Message, Object> trait) {
    List<String> objections = new ArrayList<>();
    if (missed > 0) {
      objections.add(missed + " packets went unseen");
    }
    for (boolean sent : new boolean[] {true, false}) {
      String direction = sent ? "sent" : "received";
      List<Object> traits =
          transport.stream()
              .map(MessageCount::message)
              .filter(message -> message.outgoing() == sent)
              .map(trait)
              .distinct()
              .toList();
      if (traits.isEmpty()) {
        objections.add("nothing was " + direction);
      } else if (traits.size() > 1) {
        objections.add(
            "%d %s %s, for example %s and %s"
                .formatted(traits.size(), what, direction, traits.get(0), traits.get(1)));
      }
    }
    return objections;
  }

  private static Optional<String> join(List<String> objections) {
    return objections.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", objections));
  }
}
