package io.veiltun.cli.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many messages looked exactly like this one.
 *
 * @param message what they have in common
 * @param count how many there were
 * @param counters how many numbers there are from the least to the greatest of their counters
 */
record MessageCount(Message message, long count, long counters) {

  /** What was added from the state {@code before} to {@code now}; only what grew. */
  static List<MessageCount> since(List<MessageCount> before, List<MessageCount> now) {
    Map<Message, MessageCount> old = new HashMap<>();
    before.forEach(count -> old.put(count.message(), count));
    List<MessageCount> added = new ArrayList<>();
    for (MessageCount last : now) {
      MessageCount first = old.getOrDefault(last.message(), new MessageCount(last.message(), 0, 0));
      if (last.count() > first.count()) {
        added.add(
            new MessageCount(
                last.message(), last.count() - first.count(), last.counters() - first.counters()));
      }
    }
    return added;
  }
}
