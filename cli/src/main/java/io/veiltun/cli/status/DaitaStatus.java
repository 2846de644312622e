package io.veiltun.cli.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What DAITA does towards one hop or peer. Counts are since the start of the process, whatever
 * defences ran.
 *
 * @param active whether every datagram with data has one size now
 * @param defence its name, or how many machines of one's own; {@code off}
 * @param machines how many run
 * @param size bytes of every plaintext sent; a datagram has 32 more. 0 if not active
 * @param path whether that size is known to arrive
 * @param budgetLeft bytes decoys may still cost today; null if that is not limited
 * @param budgetSpent whether another decoy would be more than the day's budget
 * @param queuePackets packets and decoys held at the moment
 * @param heldPackets packets of the user that were ever held
 * @param discardedPackets packets of the user that a full queue discarded
 * @param blockedSeconds how long packets were held back in all
 * @param overruns arrivals that machines learned of out of order
 * @param transitions state transitions of the machines that run
 * @param events what machines were told, by event
 * @param actions what came of what machines wanted
 * @param lateness of machines' timers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DaitaStatus(
    boolean active,
    String defence,
    int machines,
    int size,
    PathSize path,
    @Nullable Long budgetLeft,
    boolean budgetSpent,
    long queuePackets,
    long heldPackets,
    long discardedPackets,
    double blockedSeconds,
    long overruns,
    long transitions,
    Map<String, Long> events,
    List<Action> actions,
    Lateness lateness) {
  private static final String PADDING = "padding";

  /**
   * What came of one kind of action.
   *
   * @param action {@code padding}, {@code blocking}, {@code timer} or {@code cancel}
   * @param result what came of it, in one word
   * @param count how often
   */
  public record Action(String action, String result, long count) {}

  /** Copies the collections. */
  public DaitaStatus {
    Objects.requireNonNull(defence);
    Objects.requireNonNull(path);
    Objects.requireNonNull(lateness);
    events = Map.copyOf(events);
    actions = List.copyOf(actions);
  }

  /** Decoys that came to this; 0 for a result that never was. */
  public long decoys(String result) {
    return actions.stream()
        .filter(action -> action.action().equals(PADDING) && action.result().equals(result))
        .mapToLong(Action::count)
        .sum();
  }

  /** Decoys that were not sent and not stood in for, by reason; only reasons that occurred. */
  public List<Action> suppressed() {
    return actions.stream()
        .filter(action -> action.action().equals(PADDING) && action.count() > 0)
        .filter(action -> !Set.of("sent", "replaced", "held").contains(action.result()))
        .toList();
  }
}
