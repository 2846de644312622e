package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.profile.PrivateFiles;
import io.veiltun.config.KeyMaterial;
import io.veiltun.config.Names;
import io.veiltun.config.Profile;
import io.veiltun.config.ProfileReader;
import io.veiltun.config.ReadResult;
import io.veiltun.config.conf.ConfImport;
import io.veiltun.config.conf.ConfReader;
import io.veiltun.config.conf.ConfResult;
import io.veiltun.config.conf.ImportResult;
import io.veiltun.config.conf.ImportedProfile;
import io.veiltun.config.conf.WgQuickFile;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veiltun import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Make a profile of wg-quick files.",
      "One file whose peer has an endpoint becomes a client; several, in travelling order, become"
          + " a chain of hops; one with ListenPort and peers without endpoint becomes a relay."
          + " What cannot be imported is said on standard error; commands (PostUp, ...) never run."
    })
final class Import implements Callable<Integer> {
  private static final String SUFFIX = ".json";

  @Parameters(
      paramLabel = "FILE.conf",
      arity = "1..*",
      description = "Files of wg-quick, the entry first.")
  List<Path> files = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR|FILE",
      description = {
        "Write the profile to a new FILE, or to DIR/NAME.json, with the keys in new files beside it,"
            + " all for their owner only. Without it the profile goes to standard output with its"
            + " keys inline: keep it private."
      })
  @Nullable Path output;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the interface; else that of the only file, or veil0.")
  @Nullable String name;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws CommandFailure {
    if (name != null && !Names.isInterface(name)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--name: expected 1 to 15 letters, digits, _ . or -");
    }
    List<WgQuickFile> read = new ArrayList<>();
    try {
      readAll(read);
      ImportResult result = ConfImport.of(read, Optional.ofNullable(name));
      warn(result.warnings());
      switch (result) {
        case ImportResult.Imported(Profile profile, _) -> deliver(profile);
        case ImportResult.Refused refused -> throw refusal(refused.problems());
      }
    } finally {
      read.forEach(WgQuickFile::close);
    }
    return ExitCode.DONE.code();
  }

  private void readAll(List<WgQuickFile> read) throws CommandFailure {
    List<Object> problems = new ArrayList<>();
    for (Path file : files) {
      ConfResult result = ConfReader.read(file);
      warn(result.warnings());
      switch (result) {
        case ConfResult.Valid valid -> read.add(valid.file());
        case ConfResult.Invalid invalid -> problems.addAll(invalid.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw refusal(problems);
    }
  }

  private void deliver(Profile profile) throws CommandFailure {
    String inline = ImportedProfile.json(profile, ImportedProfile.Keys.INLINE);
    check(inline);
    if (output == null) {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      out.print(inline);
      out.flush();
      warn(List.of("the profile holds private keys: keep it where only its owner can read it"));
    } else {
      write(profile, Files.isDirectory(output) ? output.resolve(fileName(profile)) : output);
    }
  }

  private static String fileName(Profile profile) {
    return profile.interfaceName() + SUFFIX;
  }

  /** What {@code check} would say, before anybody relies on the profile. */
  private void check(String json) throws CommandFailure {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    ReadResult result = ProfileReader.read(text);
    Arrays.fill(text, (byte) 0);
    warn(result.warnings().stream().map(problem -> "in the profile, " + problem).toList());
    switch (result) {
      case ReadResult.Valid(Profile again, _) -> again.close();
      case ReadResult.Invalid invalid ->
          throw refusal(
              invalid.problems().stream().map(problem -> "in the profile, " + problem).toList());
    }
  }

  private static void write(Profile profile, Path file) throws CommandFailure {
    String fileName = file.getFileName().toString();
    String base =
        fileName.endsWith(SUFFIX)
            ? fileName.substring(0, fileName.length() - SUFFIX.length())
            : fileName;
    Map<Path, byte[]> contents = new LinkedHashMap<>();
    try {
      String json =
          ImportedProfile.json(
              profile,
              (suffix, key) -> {
                contents.put(file.resolveSibling(base + suffix), line(key));
                return Optional.of(base + suffix);
              });
      // Last, so that a profile never names keys that are not there yet.
      contents.put(file, json.getBytes(StandardCharsets.UTF_8));
      PrivateFiles.create(contents);
    } finally {
      contents.values().forEach(content -> Arrays.fill(content, (byte) 0));
    }
  }

  private static byte[] line(KeyMaterial key) {
    byte[] base64 = key.base64();
    byte[] line = Arrays.copyOf(base64, base64.length + 1);
    Arrays.fill(base64, (byte) 0);
    line[base64.length] = '\n';
    return line;
  }

  private void warn(List<?> warnings) {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    warnings.forEach(warning -> err.println("warning: " + warning));
    err.flush();
  }

  private static CommandFailure refusal(List<?> problems) {
    return new CommandFailure(
        ExitCode.USAGE,
        problems.size() == 1
            ? problems.getFirst().toString()
            : problems.size()
                + " problems"
                + problems.stream().map(p -> "\n  " + p).collect(Collectors.joining()));
  }
}
