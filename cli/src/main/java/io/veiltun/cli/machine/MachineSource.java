package io.veiltun.cli.machine;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.maybenot.catalogue.Catalogue;
import io.veiltun.maybenot.catalogue.Defence;
import io.veiltun.maybenot.catalogue.Entry;
import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.random.RandomSource;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the machines that an argument means: a machine string, a name of the catalogue, a file. */
final class MachineSource {
  private MachineSource() {}

  /**
   * The machines of an argument; a name of the catalogue goes before a file of that name.
   *
   * @param random drawn from by entries whose machines differ each time
   * @throws CommandFailure {@code USAGE} if it means nothing or a machine cannot be read
   */
  static Pair find(String argument, RandomSource random) throws CommandFailure {
    if (MachineStrings.looksLike(argument)) {
      return same(List.of(parse("machine", argument)));
    }
    String first = argument.strip().split("[\\s+]", 2)[0];
    if (Catalogue.find(first).isPresent()) {
      return fromCatalogue(argument, random);
    }
    if (isFile(argument)) {
      return fromFile(Path.of(argument));
    }
    if (argument.startsWith("02")) {
      return same(List.of(parse("machine", argument)));
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "'%s' is neither a machine string nor a name nor a file: veiltun machine list shows names"
            .formatted(shortened(argument)));
  }

  /** A few characters of what a user wrote, on one line. */
  static String shortened(String text) {
    String start = text.length() <= 40 ? text : text.substring(0, 37) + "...";
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  static boolean isFile(String argument) {
    try {
      return !argument.isBlank() && Files.exists(Path.of(argument));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Pair fromCatalogue(String name, RandomSource random) throws CommandFailure {
    try {
      Defence defence = Catalogue.defence(name, random);
      boolean block =
          Catalogue.find(name).filter(entry -> entry.kind() == Entry.Kind.MACHINE).isPresent();
      Defence.Side client = defence.client();
      Defence.Side relay = defence.relay();
      if (block && client.machines().isEmpty()) {
        client = relay;
      } else if (block && relay.machines().isEmpty()) {
        relay = client;
      }
      return new Pair(
          !client.equals(relay),
          named(name, client),
          named(name, relay),
          new Limits(client.maxPaddingFrac(), client.maxBlockingFrac()),
          new Limits(relay.maxPaddingFrac(), relay.maxBlockingFrac()));
    } catch (InvalidMachineException e) {
      String example =
          Catalogue.find(name.strip().split("\\s+", 2)[0])
              .map(entry -> "; for example '" + entry.example() + "', in quotes")
              .orElse("");
      throw new CommandFailure(ExitCode.USAGE, e.getMessage() + example, e);
    }
  }

  private static List<Named> named(String name, Defence.Side side) {
    List<Named> machines = new ArrayList<>();
    for (Machine machine : side.machines()) {
      machines.add(new Named(name, MachineFormat.encode(machine), machine));
    }
    return machines;
  }

  private static Pair fromFile(Path file) throws CommandFailure {
    List<MachineStrings.Place> places = MachineStrings.of(TextFile.read(file));
    if (places.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, file + ": no machine string in it");
    }
    long defences =
        places.stream()
            .filter(MachineStrings.Place::defence)
            .map(MachineStrings.Place::line)
            .distinct()
            .count();
    if (defences > 1) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "%s: %d defences: put the line you mean into a file of its own"
              .formatted(file, defences));
    }
    return new Pair(
        defences > 0,
        end(file, places, MachineStrings.End.CLIENT),
        end(file, places, MachineStrings.End.RELAY),
        Limits.NONE,
        Limits.NONE);
  }

  private static List<Named> end(
      Path file, List<MachineStrings.Place> places, MachineStrings.End end) throws CommandFailure {
    List<Named> machines = new ArrayList<>();
    for (MachineStrings.Place place : places) {
      if (place.end() == MachineStrings.End.BOTH || place.end() == end) {
        machines.add(parse(file + ":" + place.line(), place.string()));
      }
    }
    return machines;
  }

  private static Named parse(String label, String string) throws CommandFailure {
    try {
      return new Named(label, string, MachineFormat.parse(string));
    } catch (InvalidMachineException e) {
      throw new CommandFailure(
          ExitCode.USAGE, label + " " + shortened(string) + ": " + e.getMessage(), e);
    }
  }

  private static Pair same(List<Named> machines) {
    return new Pair(false, machines, machines, Limits.NONE, Limits.NONE);
  }
}
