package io.veiltun.maybenot.format;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The layout of a version 1 payload: fixed widths, one full row of probabilities for each event.
 */
final class LegacyReader {
  private static final int PACKET_BYTES = 1420;

  /** The events of version 1 in the order of the rows. */
  private static final List<Event> ROWS =
      List.of(
          Event.NORMAL_RECV,
          Event.PADDING_RECV,
          Event.NORMAL_SENT,
          Event.PADDING_SENT,
          Event.BLOCKING_BEGIN,
          Event.BLOCKING_END,
          Event.LIMIT_REACHED);

  private final PayloadReader in;
  private final List<String> losses = new ArrayList<>();

  LegacyReader(byte[] payload) {
    in = new PayloadReader(payload);
  }

  LegacyFormat.Converted machine() throws InvalidMachineException {
    int field = in.enter("version");
    int version = in.u16();
    if (version != 1) {
      throw in.error("%d instead of 1".formatted(version), 0);
    }
    in.leave(field);
    long paddingBytes = fixed("allowedPaddingBytes");
    double paddingFrac = in.f64("maxPaddingFrac");
    long blockedMicrosec = fixed("allowedBlockedMicrosec");
    double blockingFrac = in.f64("maxBlockingFrac");
    // Which packets count as small no longer matters: version 2 knows no sizes.
    in.bool("includeSmallPackets");
    field = in.enter("states");
    int count = in.u16();
    List<State> states = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int element = in.enter(i);
      states.add(state(i, count));
      in.leave(element);
    }
    in.leave(field);
    if (in.remaining() > 0) {
      throw in.error(in.remaining() + " bytes follow the machine", in.position());
    }
    long packets = Long.divideUnsigned(paddingBytes, PACKET_BYTES);
    return new LegacyFormat.Converted(
        new Machine(packets, paddingFrac, blockedMicrosec, blockingFrac, states), losses);
  }

  private long fixed(String name) throws InvalidMachineException {
    int field = in.enter(name);
    long value = in.u64();
    in.leave(field);
    return value;
  }

  private State state(int index, int count) throws InvalidMachineException {
    int start = in.position();
    Optional<Dist> duration = dist("duration");
    Optional<Dist> limit = dist("limit");
    Optional<Dist> timeout = dist("timeout");
    boolean block = in.bool("actionIsBlock");
    boolean bypass = in.bool("bypass");
    boolean replace = in.bool("replace");
    if (in.bool("limitIncludesNonpadding") && limit.isPresent()) {
      losses.add(
          "states[%d].limitIncludesNonpadding: the limit now counts only what the state asks for"
              .formatted(index));
    }
    State.Builder state = State.builder();
    if (timeout.isPresent() && block) {
      if (duration.isEmpty()) {
        throw in.error("an action that blocks without a duration", start);
      }
      state.action(new Action.BlockOutgoing(bypass, replace, timeout.get(), duration.get(), limit));
    } else if (timeout.isPresent()) {
      state.action(new Action.SendPadding(bypass, replace, timeout.get(), limit));
    }
    transitions(state, count);
    return state.build();
  }

  private void transitions(State.Builder state, int count) throws InvalidMachineException {
    int field = in.enter("transitions");
    for (Event event : ROWS) {
      int row = in.enter(event.displayName());
      row(state, event, count);
      in.leave(row);
    }
    int row = in.enter("unusedEvent");
    for (int column = 0; column < count + 2; column++) {
      in.f64();
    }
    in.leave(row);
    in.leave(field);
  }

  private void row(State.Builder state, Event event, int count) throws InvalidMachineException {
    for (int column = 0; column < count + 2; column++) {
      int start = in.position();
      float probability = (float) in.f64();
      if (probability == 0) {
        continue;
      }
      if (column == count) {
        throw in.error("version 2 has no transition that cancels", start);
      }
      state.on(event, column > count ? Transition.END : column, probability);
    }
  }

  private Optional<Dist> dist(String name) throws InvalidMachineException {
    int field = in.enter(name);
    int start = in.position();
    int kind = in.u16();
    double first = in.f64();
    double second = in.f64();
    Dist dist = new Dist(type(kind, first, second, start), in.f64("start"), in.f64("max"));
    in.leave(field);
    return kind == 0 ? Optional.empty() : Optional.of(dist);
  }

  private DistType type(int kind, double first, double second, int start)
      throws InvalidMachineException {
    return switch (kind) {
      case 0, 1 -> new DistType.Uniform(first, second);
      case 2 -> new DistType.Normal(first, second);
      case 3 -> new DistType.LogNormal(first, second);
      case 4 -> new DistType.Binomial(trials(first), second);
      case 5 -> new DistType.Geometric(first);
      case 6 -> new DistType.Pareto(first, second);
      case 7 -> new DistType.Poisson(first);
      case 8 -> new DistType.Weibull(first, second);
      case 9 -> new DistType.Gamma(first, second);
      case 10 -> new DistType.Beta(first, second);
      default -> throw in.error("there is no distribution " + kind, start);
    };
  }

  /** A number of trials was a float: not-a-number and less than 0 mean 0, the rest is truncated. */
  private static long trials(double value) {
    if (value >= 0x1p63) {
      return value >= 0x1p64 ? -1 : (long) (value - 0x1p63) | Long.MIN_VALUE;
    }
    return Math.max(0, (long) value);
  }
}
