package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.run.DefenceRequest;
import java.util.List;
import java.util.stream.Collectors;

/** The hops or peers of a process, as far as DAITA is concerned. */
record ShapedPeers(List<ShapedPeer> all) {
  ShapedPeers {
    all = List.copyOf(all);
  }

  ShapedPeer named(String name) throws CommandFailure {
    return all.stream()
        .filter(peer -> peer.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new CommandFailure(
                ExitCode.USAGE, "there is no hop or peer " + name + ": there is " + names()));
  }

  /** Carries out a request; returns a line for each hop or peer it concerned. */
  String change(DefenceRequest request) throws CommandFailure {
    List<ShapedPeer> chosen =
        request.peer().isPresent() ? List.of(named(request.peer().get())) : concerned();
    return new ShapedPeers(chosen).carryOut(request);
  }

  /** Carries a request out for all of them, whomever it names. */
  String carryOut(DefenceRequest request) throws CommandFailure {
    for (ShapedPeer peer : all) {
      if (request.choice().isPresent()) {
        peer.change(request.choice().get());
      } else {
        peer.off();
      }
    }
    return all.stream()
        .map(peer -> peer.name() + ": " + request.defence())
        .collect(Collectors.joining("\n"));
  }

  /** Those that a request without a name means. */
  private List<ShapedPeer> concerned() throws CommandFailure {
    if (all.size() == 1) {
      return all;
    }
    List<ShapedPeer> concerned = all.stream().filter(ShapedPeer::isConcerned).toList();
    if (concerned.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          all.isEmpty()
              ? "there is no peer"
              : "DAITA is on for none: say for which, there is " + names());
    }
    return concerned;
  }

  private String names() {
    return all.stream().map(ShapedPeer::name).collect(Collectors.joining(", "));
  }
}
