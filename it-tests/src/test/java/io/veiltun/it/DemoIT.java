package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as a person starts it. */
@Timeout(180)
class DemoIT {
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path folder;

  @BeforeAll
  static void build() throws IOException {
    VeiltunHost.prepare();
  }

  private String demo(String... options) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(VeiltunHost.launcher().toString(), "demo", "--size", "5"));
    command.addAll(List.of(options));
    Path out = folder.resolve("out");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
    } finally {
      process.destroy();
      process.waitFor(10, TimeUnit.SECONDS);
    }
    String text = Files.readString(out);
    assertThat(process.exitValue()).as(text).isZero();
    assertThat(text).doesNotContain("\n  NO ");
    return text;
  }

  private static long[] figures(String text, String row) {
    Matcher matcher =
        Pattern.compile("^  " + row + " +([0-9,]+) +([0-9,]+)", Pattern.MULTILINE).matcher(text);
    assertThat(matcher.find()).as(row + " in " + text).isTrue();
    return new long[] {
      Long.parseLong(matcher.group(1).replace(",", "")),
      Long.parseLong(matcher.group(2).replace(",", ""))
    };
  }

  @Test
  void daitaLeavesOneSizeEachWayAndAPicture() throws Exception {
    String text = demo();

    assertThat(text.lines().filter(line -> line.startsWith("  yes  "))).hasSize(9);
    assertThat(text).contains("\"defence\" : \"ephemeral-light\"");
    for (String direction : List.of("sent", "got")) {
      long[] sizes = figures(text, "different sizes " + direction);
      assertThat(sizes[0]).as(direction).isGreaterThan(1);
      assertThat(sizes[1]).as(direction).isOne();
      long[] datagrams = figures(text, "datagrams " + direction);
      long[] bytes = figures(text, "bytes " + direction);
      assertThat(bytes[1]).isGreaterThan(bytes[0]);
      assertThat(bytes[1] % datagrams[1]).isZero();
    }
    Path picture = folder.resolve("veiltun-demo.svg");
    assertThat(text).contains("picture     " + picture);
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(picture.toFile())
                .getDocumentElement()
                .getTagName())
        .isEqualTo("svg");
  }

  @Test
  void withoutDaitaItIsTwoHopsAndNoPicture() throws Exception {
    String text = demo("--no-daita");

    assertThat(text.lines().filter(line -> line.startsWith("  yes  "))).hasSize(7);
    assertThat(text).doesNotContain("daita");
    assertThat(folder.resolve("veiltun-demo.svg")).doesNotExist();
  }
}
