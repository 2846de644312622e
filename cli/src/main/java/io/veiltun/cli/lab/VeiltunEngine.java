package io.veiltun.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** This program: {@code veiltun up PROFILE -f} on each host, as a user runs it. */
public final class VeiltunEngine implements Engine {
  private static final String DEVICE = "veil0";

  private final Path launcher;
  private final Path folder;
  private final ProfileFiles profiles;

  /**
   * Runs {@code launcher}, the program's start script.
   *
   * @param folder an existing empty folder for profiles, keys, logs and control sockets
   */
  public VeiltunEngine(Path launcher, Path folder) {
    this.launcher = launcher;
    this.folder = folder;
    profiles = new ProfileFiles(folder);
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
    Path run = Files.createDirectory(folder.resolve(place + ".run"));
    builder.environment().put("VEILTUN_RUN_DIR", run.toString());
    RunningEngine engine = new RunningEngine(List.of(host.start(log, builder)), log);
    try {
      engine.awaitDevice(host, DEVICE);
    } catch (IOException e) {
      engine.close();
      throw e;
    }
    return engine;
  }
}
