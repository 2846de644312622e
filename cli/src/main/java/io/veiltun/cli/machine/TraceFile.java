package io.veiltun.cli.machine;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.maybenot.simulator.Trace;
import io.veiltun.maybenot.simulator.TraceFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads traces, with failures that name file and line. */
final class TraceFile {
  private TraceFile() {}

  static List<Trace> all(List<Path> files) throws CommandFailure {
    List<Trace> traces = new ArrayList<>();
    for (Path file : files) {
      traces.add(read(file));
    }
    return traces;
  }

  private static Trace read(Path file) throws CommandFailure {
    try {
      Trace trace = Trace.parse(TextFile.read(file));
      if (trace.size() == 0) {
        throw new CommandFailure(
            ExitCode.USAGE, file + ": no packet in it: lines are nanoseconds,s|r[,size]");
      }
      return trace;
    } catch (TraceFormatException e) {
      throw new CommandFailure(ExitCode.USAGE, file + ": " + e.getMessage(), e);
    }
  }
}
