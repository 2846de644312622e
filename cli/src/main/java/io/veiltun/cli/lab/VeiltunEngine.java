package io.veiltun.cli.lab;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.run.ControlClient;
import io.veiltun.cli.run.DefenceRequest;
import io.veiltun.cli.run.RunDirectory;
import io.veiltun.cli.run.TunnelState;
import io.veiltun.cli.status.PeerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** This program: {@code veiltun up PROFILE -f} on each host, as a user runs it. */
public final class VeiltunEngine implements Engine {
  private static final String DEVICE = "veil0";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path launcher;
  private final Path folder;
  private final ProfileFiles profiles;

  /**
   * Runs {@code launcher}, the program's start script.
   *
   * @param folder an existing empty folder for profiles, keys, logs and control sockets
   */
  public VeiltunEngine(Path launcher, Path folder) {
    this(launcher, folder, Map.of());
  }

  /**
   * As {@link #VeiltunEngine(Path, Path)}, with DAITA at both ends of some hops.
   *
   * @param defences what runs there from the start, by the names of the hops
   */
  public VeiltunEngine(Path launcher, Path folder, Map<String, String> defences) {
    this.launcher = launcher;
    this.folder = folder;
    profiles = new ProfileFiles(folder, defences);
  }

  @Override
  public String name() {
    return "veiltun";
  }

  @Override
  public RunningEngine relay(Namespace host, HopPlan hop, String client) throws IOException {
    return up(host, hop.name(), profiles.relay(hop, client, DEVICE));
  }

  @Override
  public RunningEngine client(Namespace host, ChainPlan chain) throws IOException {
    return up(host, "client", profiles.client(chain, DEVICE));
  }

  private RunningEngine up(Namespace host, String place, Path profile) throws IOException {
    Path log = folder.resolve(place + ".log");
    ProcessBuilder builder = host.command(launcher.toString(), "up", profile.toString(), "-f");
    // All hosts share the file system, and every one of them has a veil0.
    Path run = Files.createDirectory(runDirectory(place).path());
    builder.environment().put(RunDirectory.OVERRIDE, run.toString());
    RunningEngine engine = new RunningEngine(List.of(host.start(log, builder)), log);
    try {
      engine.awaitDevice(host, DEVICE);
    } catch (IOException e) {
      engine.close();
      throw e;
    }
    return engine;
  }

  private RunDirectory runDirectory(String place) {
    return new RunDirectory(folder.resolve(place + ".run"));
  }

  /**
   * What {@code veiltun daita} does: lets {@code defence} run in the tunnel at {@code place}, where
   * DAITA is or was on.
   *
   * @param defence of the catalogue, or {@code off}
   * @throws IOException if the tunnel does not answer or refuses
   */
  void defend(String place, String defence) throws IOException {
    try {
      DefenceRequest request = new DefenceRequest(Optional.empty(), defence);
      String _ = ControlClient.defend(runDirectory(place).socket(DEVICE), request, PATIENCE);
    } catch (CommandFailure e) {
      throw new IOException(place + ": " + e.getMessage(), e);
    }
  }

  /**
   * What {@code veiltun status} tells about a hop or peer of the tunnel at {@code place}.
   *
   * @throws IOException if the tunnel does not answer or has no such hop or peer
   */
  PeerStatus status(String place, String peer) throws IOException {
    try {
      Optional<TunnelState> state = TunnelState.of(runDirectory(place), DEVICE);
      if (state.orElse(null) instanceof TunnelState.Running running) {
        for (PeerStatus status : running.status().peers()) {
          if (status.name().equals(peer)) {
            return status;
          }
        }
      }
    } catch (CommandFailure e) {
      throw new IOException(place + ": " + e.getMessage(), e);
    }
    throw new IOException(place + ": no status of " + peer);
  }
}
