package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.network.LiftKillSwitch;
import io.veiltun.cli.status.StatusDocument;
import io.veiltun.cli.status.StatusJson;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** What can be said about a tunnel from outside its process. */
public sealed interface TunnelState {
  /** The interface name. */
  String name();

  /**
   * It answers.
   *
   * @param name the interface name
   * @param status its answer
   */
  record Running(String name, StatusDocument status) implements TunnelState {}

  /**
   * The process lives but does not answer: it is starting, stopping or stuck.
   *
   * @param name the interface name
   * @param pid its process
   */
  record Silent(String name, long pid) implements TunnelState {}

  /**
   * The process is gone without having cleaned up.
   *
   * @param name the interface name
   * @param leftovers how many changes to the host are still in place
   * @param blocked what its kill switch still blocks, for a sentence; absent if it has none
   * @param profile the path of the profile it was started with
   */
  record Crashed(String name, int leftovers, Optional<String> blocked, String profile)
      implements TunnelState {}

  /** Looks at one tunnel; empty if it left no journal. */
  static Optional<TunnelState> of(RunDirectory directory, String name) throws CommandFailure {
    Optional<JournalEntry> entry = Journal.read(directory, name);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    ProcessIdentity process = entry.get().process();
    if (!process.alive()) {
      return Optional.of(
          new Crashed(
              name,
              entry.get().undo().size(),
              entry.get().killSwitch().map(LiftKillSwitch::blocked),
              entry.get().profile()));
    }
    try {
      String json =
          ControlClient.ask(directory.socket(name), ControlServer.STATUS, Duration.ofSeconds(2));
      return Optional.of(new Running(name, StatusJson.parse(json)));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(new Silent(name, process.pid()));
    }
  }
}
