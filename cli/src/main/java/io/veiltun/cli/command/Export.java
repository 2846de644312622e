package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.profile.PrivateFiles;
import io.veiltun.cli.profile.ProfileFile;
import io.veiltun.config.Profile;
import io.veiltun.config.conf.ConfExport;
import io.veiltun.config.conf.ConfWriter;
import io.veiltun.config.conf.WgQuickFile;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veiltun export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Make files for wg-quick of a profile.",
      "A relay, or a client with one hop, is one file; a chain is a file for each hop, NAME-HOP.conf,"
          + " to be brought up in travelling order. What wg-quick cannot do is said on standard"
          + " error."
    })
final class Export implements Callable<Integer> {
  @Parameters(paramLabel = "PROFILE", description = "The JSON profile.")
  @Nullable Path profile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR|FILE",
      description = {
        "Write new files, for their owner only, into the folder DIR, or the only one to FILE. Without"
            + " it the only file goes to standard output, with its keys: keep it private."
      })
  @Nullable Path output;

  @Option(
      names = "--insecure-permissions",
      description = "Accept private keys that others can read.")
  boolean insecurePermissions;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws CommandFailure {
    try (Profile read =
        ProfileFile.read(Objects.requireNonNull(profile), insecurePermissions).profile()) {
      ConfExport.Exported exported = ConfExport.of(read);
      deliver(exported.files());
      PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
      exported.losses().forEach(loss -> err.println("warning: " + loss));
      err.flush();
    }
    return ExitCode.DONE.code();
  }

  private void deliver(List<WgQuickFile> files) throws CommandFailure {
    if (output != null && Files.isDirectory(output)) {
      write(output, files);
    } else if (files.size() > 1) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "a file for each of %d hops, %s: name an existing folder for them with -o"
              .formatted(
                  files.size(),
                  files.stream().map(WgQuickFile::file).collect(Collectors.joining(", "))));
    } else if (output != null) {
      create(Map.of(output, text(files.getFirst())));
    } else {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      out.print(ConfWriter.write(files.getFirst()));
      out.flush();
    }
  }

  private static void write(Path folder, List<WgQuickFile> files) throws CommandFailure {
    Map<Path, byte[]> contents = new LinkedHashMap<>();
    files.forEach(file -> contents.put(folder.resolve(file.file()), text(file)));
    create(contents);
  }

  private static byte[] text(WgQuickFile file) {
    return ConfWriter.write(file).getBytes(StandardCharsets.UTF_8);
  }

  private static void create(Map<Path, byte[]> contents) throws CommandFailure {
    try {
      PrivateFiles.create(contents);
    } finally {
      contents.values().forEach(content -> Arrays.fill(content, (byte) 0));
    }
  }
}
