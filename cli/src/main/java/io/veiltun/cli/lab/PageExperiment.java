package io.veiltun.cli.lab;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Loads one page through a running chain, first without DAITA on the entry hop, then with it. */
final class PageExperiment {
  static final long SEED = 7;

  private static final String OFF = "off";

  /** For what is under way, and for decoys that follow the last packet. */
  private static final int QUIET_MILLIS = 500;

  private final DemoScenario scenario;
  private final VeiltunEngine engine;
  private final HopPlan entry;
  private final Page page = Page.seeded(SEED);

  PageExperiment(DemoScenario scenario, VeiltunEngine engine) {
    this.scenario = scenario;
    this.engine = engine;
    entry = scenario.chain().hops().getFirst();
  }

  /**
   * Runs it. The entry hop's profiles have DAITA; when this returns, {@code defence} runs there.
   *
   * @throws IOException if the page can't be loaded or a tunnel refuses
   */
  PageComparison run(String defence, Consumer<String> progress) throws IOException {
    progress.accept("veiltun daita veil0 off, on client and entry; loading a page");
    defend(OFF);
    // So that no load is the one that starts cold.
    Download _ = load();
    PageRun plain = observe();
    progress.accept(
        "veiltun daita veil0 %s, on client and entry; loading the same page".formatted(defence));
    defend(defence);
    scenario.shapedFromNow();
    return new PageComparison(page, defence, plain, observe());
  }

  private void defend(String defence) throws IOException {
    engine.defend(entry.name(), defence);
    engine.defend("client", defence);
    SystemCommand.pause(QUIET_MILLIS);
  }

  private Download load() throws IOException {
    Download load = scenario.load(page);
    SystemCommand.pause(QUIET_MILLIS);
    return load;
  }

  private PageRun observe() throws IOException {
    Link.End client = scenario.lab().link(0).left();
    var before = engine.status("client", entry.name());
    try (PacketCapture capture = PacketCapture.start(client.host(), client.device())) {
      Download load = load();
      capture.stop();
      List<CapturedPacket> datagrams =
          capture.packets().stream()
              .filter(packet -> packet.flow().protocol() == Protocol.UDP)
              .toList();
      return new PageRun(load, datagrams, before, engine.status("client", entry.name()));
    }
  }
}
