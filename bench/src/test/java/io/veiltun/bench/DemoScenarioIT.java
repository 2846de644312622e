package io.veiltun.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.cli.lab.Claim;
import io.veiltun.cli.lab.DemoResult;
import io.veiltun.cli.lab.DemoScenario;
import io.veiltun.cli.lab.Engine;
import io.veiltun.cli.lab.Flow;
import io.veiltun.cli.lab.Observation;
import io.veiltun.cli.lab.Protocol;
import io.veiltun.cli.lab.TemporaryFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The scenario with a foreign engine everywhere: proves the lab, not our tunnels. */
class DemoScenarioIT {
  private static final int SIZE = 5_000_000;

  private static Engine wireguardGo(TemporaryFolder folder) {
    PeerProgram program = PeerProgram.named("wireguard-go").orElseThrow();
    return new UserspaceEngine(
        program.title(), program.find().orElseThrow(), program.arguments(), folder.path());
  }

  @Test
  void twoHopsOfWireguardGoKeepEveryPromise() throws IOException {
    List<String> progress = new ArrayList<>();
    try (TemporaryFolder folder = TemporaryFolder.create("scenario-");
        DemoScenario scenario = DemoScenario.open(wireguardGo(folder), progress::add)) {
      DemoResult result = scenario.run(SIZE, progress::add);
      assertThat(scenario.judge(result))
          .hasSize(7)
          .allSatisfy(claim -> assertThat(claim.objection()).as(claim.text()).isEmpty());
      assertThat(result.download().bytes()).isEqualTo(SIZE);
      assertThat(result.ping().received()).isEqualTo(result.ping().sent());
      assertThat(result.wireBytes()).allSatisfy(bytes -> assertThat(bytes).isGreaterThan(SIZE));
      Observation web = result.observations().getLast();
      assertThat(web.traffic())
          .extracting(Flow::key)
          .extracting(Flow.Key::protocol)
          .contains(Protocol.TCP, Protocol.ICMP)
          .doesNotContain(Protocol.UDP);
      assertThat(progress).anyMatch(line -> line.contains("downloading 5 MB"));
    }
  }

  @Test
  void packetPastTheTunnelIsCaught() throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("scenario-");
        DemoScenario scenario = DemoScenario.open(wireguardGo(folder), ignored -> {})) {
      String web = scenario.webAddress().getHostAddress();
      scenario
          .lab()
          .host("client")
          .exec(
              "sh",
              "-c",
              "ip route replace "
                  + web
                  + " via 192.0.2.1; ping -c 1 -W 1 "
                  + web
                  + "; ip route del "
                  + web);
      DemoResult result = scenario.run(SIZE, ignored -> {});
      List<String> broken =
          scenario.judge(result).stream()
              .filter(claim -> claim.objection().isPresent())
              .map(Claim::text)
              .toList();
      assertThat(broken)
          .contains(
              "the client's link shows only datagrams to and from the entry",
              "the entry's links never show the web server's address")
          .doesNotContain("the web server's link shows only the exit");
      assertThat(Optional.of(result.ping().received())).hasValue(result.ping().sent());
    }
  }
}
