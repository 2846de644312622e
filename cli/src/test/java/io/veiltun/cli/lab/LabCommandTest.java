package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LabCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new LabCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void theStoryNamesEachLinkItsFlowsAndItsAddresses() throws Exception {
    Path file = folder.resolve("a.pcap");
    Files.write(file, PcapReaderTest.file(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1, 500));

    assertThat(run("story", "client-entry=" + file)).isZero();

    assertThat(out.toString())
        .containsPattern("client-entry +10.0.0.1:1001 +10.0.0.2:1002 +UDP +1 +500 +500")
        .contains("client-entry: the only addresses are 10.0.0.1, 10.0.0.2");
  }

  @Test
  void aFileThatIsNoCaptureIsNamed() {
    assertThat(run("story", "uplink=" + folder.resolve("none.pcap"))).isOne();
    assertThat(err.toString()).contains("none.pcap");
  }

  @Test
  void aLinkWithoutANameIsWrongUsage() {
    assertThat(run("story", "some.pcap")).isEqualTo(2);
    assertThat(err.toString()).contains("some.pcap: LINK=FILE expected");
  }

  @Test
  void nothingAskedForIsWrongUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("web or story expected");
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThat(run("web", "--port", "" + taken.getLocalPort())).isOne();
      assertThat(err.toString()).contains("port " + taken.getLocalPort());
    }
  }
}
