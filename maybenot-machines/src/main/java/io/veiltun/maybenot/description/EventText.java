package io.veiltun.maybenot.description;

import io.veiltun.maybenot.machine.Event;
import java.util.List;
import java.util.stream.Collectors;

/** Events as a person would call them: data are real packets, decoys are padding packets. */
final class EventText {
  private EventText() {}

  static String of(Event event) {
    return switch (event) {
      case NORMAL_RECV -> "data received";
      case PADDING_RECV -> "decoy received";
      case TUNNEL_RECV -> "any packet received";
      case NORMAL_SENT -> "data sent";
      case PADDING_SENT -> "own decoy sent";
      case TUNNEL_SENT -> "any packet sent";
      case BLOCKING_BEGIN -> "a block begins";
      case BLOCKING_END -> "a block ends";
      case LIMIT_REACHED -> "limit used up";
      case COUNTER_ZERO -> "a counter reaches 0";
      case TIMER_BEGIN -> "timer set";
      case TIMER_END -> "timer runs out";
      case SIGNAL -> "signal from another machine";
    };
  }

  static String of(List<Event> events) {
    return events.stream().map(EventText::of).collect(Collectors.joining(", "));
  }
}
