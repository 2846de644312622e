package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.RestoreSysctl;
import io.veiltun.cli.process.WarmUp;
import io.veiltun.cli.profile.ProfileFile;
import io.veiltun.cli.profile.ProfileSummary;
import io.veiltun.cli.run.Journal;
import io.veiltun.cli.run.RunDirectory;
import io.veiltun.cli.status.Role;
import io.veiltun.cli.status.StatusDocument;
import io.veiltun.cli.status.StatusJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Hidden; run once by the launcher while the virtual machine records which classes the program
 * uses. Goes through what a start of a tunnel needs, with nothing but temporary files and the
 * loopback interface.
 */
@Command(name = "train", hidden = true)
final class Train implements Callable<Integer> {
  private static final String NAME = "train0";

  @Override
  public Integer call() throws IOException, CommandFailure {
    Path folder = Files.createTempDirectory("veiltun-train");
    Path profile = folder.resolve("profile.json");
    RunDirectory directory = new RunDirectory(folder);
    try {
      Files.writeString(profile, profileText());
      try (var read = ProfileFile.read(profile, true).profile()) {
        ProfileSummary.of(read);
      }
      Journal.start(directory, NAME, profile).record(new RestoreSysctl("train", "0"));
      Journal.read(directory, NAME);
      StatusDocument document =
          new StatusDocument(NAME, Role.CLIENT, Instant.now(), 1420, true, List.of(), List.of());
      StatusJson.parse(StatusJson.line(document));
      WarmUp.run();
    } finally {
      Files.deleteIfExists(profile);
      Files.deleteIfExists(directory.journal(NAME));
      Files.deleteIfExists(folder);
    }
    return ExitCode.DONE.code();
  }

  private static String profileText() {
    byte[] key = new byte[KeyText.LENGTH];
    new SecureRandom().nextBytes(key);
    return """
    { "interface": { "name": "%s" }, "privateKey": "%s",
      "hops": [ { "publicKey": "%s", "endpoint": "192.0.2.1:1", "addresses": ["10.0.0.2/32"] } ] }
    """
        .formatted(NAME, KeyText.encode(key), KeyText.encode(KeyText.publicKey(key)));
  }
}
