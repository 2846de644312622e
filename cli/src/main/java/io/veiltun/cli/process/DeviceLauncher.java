package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.network.UndoJournal;
import io.veiltun.cli.run.LaunchOptions;
import io.veiltun.cli.run.RunningTunnel;
import io.veiltun.cli.run.TunnelLauncher;
import java.nio.file.Path;

/**
 * Launches an interface without a profile: everything it is to do comes by its socket, which stands
 * for the profile.
 */
public record DeviceLauncher(DeviceRequest request) implements TunnelLauncher {
  @Override
  public String interfaceName(Path profile, LaunchOptions options) {
    return request.name();
  }

  @Override
  public boolean killSwitch(Path profile, LaunchOptions options) {
    return false;
  }

  @Override
  public RunningTunnel launch(Path profile, LaunchOptions options, UndoJournal journal)
      throws CommandFailure {
    return UapiDevice.launch(request, options);
  }
}
