package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.cli.lab.HopPlan;
import io.veiltun.cli.lab.Ping;
import io.veiltun.cli.lab.RunningEngine;
import io.veiltun.cli.lab.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** Files that go to the real wg-quick and wg, and come from a provider. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(90)
class ConfIT {
  private TestBed bed;

  @BeforeAll
  void open() throws Exception {
    bed = TestBed.open();
  }

  @AfterAll
  void close() throws IOException {
    bed.close();
  }

  @Test
  void wgTakesWhatIsExportedAndShowsItBack() throws Exception {
    try (RunningEngine running = bed.foreignRelay("entry")) {
      assertThat(running).isNotNull();
      VeiltunHost relay = bed.plannedRelay("entry", profile -> {});
      Path conf = relay.folder().resolve("wg7.conf");
      VeiltunHost.Ended export =
          relay.run("export", relay.profile().toString(), "-o", conf.toString());
      assertThat(export.code()).as(export.err()).isZero();

      String stripped = SystemCommand.run("wg-quick", "strip", conf.toString());
      assertThat(stripped)
          .contains("ListenPort = 51820", "AllowedIPs = 10.66.0.2/32, fd66::2/128")
          .doesNotContain("Address", "MTU");
      String device = device(relay);
      Path settings = secret(relay.folder().resolve("stripped"), stripped);
      relay.host().exec("wg", "setconf", device, settings.toString());
      assertThat(relay.host().exec("wg", "showconf", device))
          .contains(
              "ListenPort = 51820",
              "PrivateKey = " + bed.hop("entry").keys().privateKey(),
              "PublicKey = " + bed.chain().client().publicKey(),
              "AllowedIPs = 10.66.0.2/32, fd66::2/128");
    }
  }

  @Test
  void aChainOfTwoFilesOfAProviderCarriesTraffic() throws Exception {
    try (RunningEngine entry = bed.foreignRelay("entry");
        RunningEngine exit = bed.foreignRelay("exit")) {
      assertThat(entry).isNotSameAs(exit);
      VeiltunHost client = bed.client();
      Path first = secret(client.folder().resolve("entry.conf"), provided(bed.hop("entry")));
      Path second =
          secret(
              client.folder().resolve("exit.conf"),
              provided(bed.hop("exit")).replace("\n", "\r\n"));
      Path profile = client.folder().resolve("imported.json");

      VeiltunHost.Ended made =
          client.run("import", first.toString(), second.toString(), "-o", profile.toString());
      assertThat(made.code()).as(made.err()).isZero();
      assertThat(made.err().lines()).hasSize(2).allMatch(line -> line.contains(": PostUp: "));
      VeiltunHost.Ended check = client.run("check", profile.toString());
      assertThat(check.code()).as(check.err()).isZero();
      assertThat(check.out()).contains("veil0: client, 2 hops");

      VeiltunHost imported = new VeiltunHost(client.host(), client.folder(), profile).up();
      assertThat(Ping.run(client.host(), bed.web4(), 3, 0.05, 5).received()).isEqualTo(3);
      bed.server().transfer(client.host(), bed.web4(), 100_000, 100_000);
      assertThat(Files.exists(bed.folder().resolve("ran"))).as("hooks ran").isFalse();
      imported.down();
    }
  }

  private String provided(HopPlan hop) {
    return """
    # Device: Sensible Otter
    [Interface]  # our side
    privatekey=%s
    Address = %s

    PostUp = touch %s # never
    [Peer]
    # %s
    PublicKey = %s
    AllowedIPs = 0.0.0.0/0,::0/0
    Endpoint = %s
    """
        .formatted(
            bed.chain().client().privateKey(),
            String.join(", ", hop.clientAddresses()),
            bed.folder().resolve("ran"),
            hop.name(),
            hop.keys().publicKey(),
            hop.endpoint());
  }

  /** The only device of the foreign engine on this host. */
  private static String device(VeiltunHost host) throws IOException {
    Matcher name = Pattern.compile("wg\\d+-\\d+").matcher(host.host().ip("-o", "link"));
    assertThat(name.find()).isTrue();
    return name.group();
  }

  private static Path secret(Path file, String text) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
