package io.veiltun.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veiltun lab story}: what the observers of a testbed saw, from their capture files. */
@Command(name = "story", description = "What capture files show of each link.")
final class StoryCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "LINK=FILE",
      arity = "1..*",
      description = "what to call a link, and its capture by tcpdump")
  private List<String> links = new ArrayList<>();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("run by picocli only");
    }
    List<Observation> observations = new ArrayList<>();
    for (String link : links) {
      int equals = link.indexOf('=');
      if (equals < 1) {
        throw new ParameterException(spec.commandLine(), link + ": LINK=FILE expected");
      }
      try {
        PcapReader file = PcapReader.read(Path.of(link.substring(equals + 1)), "");
        observations.add(new Observation(link.substring(0, equals), file.flows(), file.missed()));
      } catch (IOException e) {
        spec.commandLine().getErr().println("veiltun lab story: " + e.getMessage());
        return 1;
      }
    }
    var out = spec.commandLine().getOut();
    out.print(LinkTable.text(observations));
    out.println();
    observations.forEach(link -> out.println("  " + link.place() + ": " + hosts(link)));
    out.flush();
    return 0;
  }

  private static String hosts(Observation link) {
    TreeSet<String> hosts = new TreeSet<>();
    for (Flow flow : link.traffic()) {
      hosts.add(flow.key().source());
      hosts.add(flow.key().destination());
    }
    return hosts.isEmpty() ? "no traffic" : "the only addresses are " + String.join(", ", hosts);
  }
}
