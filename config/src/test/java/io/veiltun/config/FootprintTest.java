package io.veiltun.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that only runs a profile has to load. */
class FootprintTest {
  @TempDir Path folder;

  @Test
  void readingAProfileLoadsNeitherSchemaGeneratorNorDataBinding() throws Exception {
    Path profile = Draft.write(folder.resolve("p.json"), Draft.client(folder).json(), "rw-------");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                profile.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    List<String> loaded = output.lines().filter(line -> line.contains(" source: ")).toList();
    assertThat(loaded).anyMatch(line -> line.contains("tools.jackson.core.json.JsonFactory "));
    assertThat(loaded)
        .noneMatch(line -> line.contains("com.github.victools"))
        .noneMatch(line -> line.contains("tools.jackson.databind"))
        .noneMatch(line -> line.contains("com.fasterxml.classmate"));
  }

  /** Exits with 0 if the profile named by the argument is valid. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      ReadResult result =
          ProfileReader.read(Path.of(arguments[0]), new ProfileReader.Options(false));
      System.exit(result instanceof ReadResult.Valid ? 0 : 1);
    }
  }
}
