package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.metrics.MetricsServer;
import io.veiltun.cli.network.UndoJournal;
import io.veiltun.cli.profile.ProfileFile;
import io.veiltun.cli.run.LaunchOptions;
import io.veiltun.cli.run.RunningTunnel;
import io.veiltun.cli.run.TunnelLauncher;
import io.veiltun.config.ClientProfile;
import io.veiltun.config.HostPort;
import io.veiltun.config.Profile;
import io.veiltun.config.ReadResult;
import io.veiltun.config.RelayProfile;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Launches clients and relays from profiles. Found by {@link java.util.ServiceLoader}. */
public final class ProfileLauncher implements TunnelLauncher {
  private static final Logger log = LoggerFactory.getLogger(ProfileLauncher.class);

  /** For the service loader. */
  public ProfileLauncher() {}

  @Override
  public String interfaceName(Path file, LaunchOptions options) throws CommandFailure {
    try (Profile profile = ProfileFile.read(file, options.insecurePermissions()).profile()) {
      return profile.interfaceName();
    }
  }

  @Override
  public boolean killSwitch(Path file, LaunchOptions options) throws CommandFailure {
    try (Profile profile = ProfileFile.read(file, options.insecurePermissions()).profile()) {
      return profile instanceof ClientProfile client && client.killSwitch();
    }
  }

  @Override
  public RunningTunnel launch(Path file, LaunchOptions options, UndoJournal journal)
      throws CommandFailure {
    ReadResult.Valid read = ProfileFile.read(file, options.insecurePermissions());
    read.warnings().forEach(warning -> log.warn("{}", warning));
    try (Profile profile = read.profile()) {
      RunningTunnel tunnel =
          switch (profile) {
            case ClientProfile client -> ClientTunnel.launch(client, options, journal);
            case RelayProfile relay -> RelayTunnel.launch(relay, options, journal);
          };
      Optional<HostPort> listen = profile.metrics().map(metrics -> metrics.listen());
      if (listen.isEmpty()) {
        return tunnel;
      }
      try {
        return new MeasuredTunnel(
            tunnel,
            MetricsServer.start(
                listen.get().host(), listen.get().port(), tunnel::status, version()));
      } catch (CommandFailure e) {
        tunnel.close();
        throw e;
      }
    }
  }

  private static String version() {
    String version = ProfileLauncher.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
