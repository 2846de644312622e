package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.Validation;
import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;
import java.util.List;

/** An entry before its parameters and its randomness are known. */
record Recipe(
    String name,
    Entry.Kind kind,
    Text text,
    String exampleArguments,
    List<Parameter> parameters,
    Source source) {
  /** The words of an entry. */
  record Text(String title, String explanation, String origin, String licence) {
    /** Of a defence made for this catalogue. */
    static Text own(String title, String explanation) {
      return new Text(title, explanation, "VeilTun", "Apache-2.0");
    }

    /** Of a machine from Maybenot's library. */
    static Text library(String title, String explanation, String design) {
      return new Text(
          title,
          explanation,
          design + "; as in maybenot-io/maybenot, crates/maybenot-machines 1.0.1",
          "MIT or Apache-2.0");
    }
  }

  /** Where the machines come from. */
  sealed interface Source {}

  /** The same machines for the same parameters. */
  non-sealed interface Fixed extends Source {
    Defence build(double[] arguments) throws InvalidMachineException;
  }

  /** New machines each time. */
  non-sealed interface Drawn extends Source {
    Defence build(double[] arguments, RandomSource random) throws InvalidMachineException;
  }

  /** One of several other recipes each time. */
  record Pool(List<Recipe> members) implements Source {}

  static Recipe fixed(String name, Entry.Kind kind, Text text, Fixed source) {
    return new Recipe(name, kind, text, "", List.of(), source);
  }

  static Recipe drawn(String name, Entry.Kind kind, Text text, Drawn source) {
    return new Recipe(name, kind, text, "", List.of(), source);
  }

  String usage() {
    StringBuilder usage = new StringBuilder(name);
    parameters.forEach(parameter -> usage.append(' ').append(parameter.name()));
    return usage.toString();
  }

  double[] arguments(String[] words) throws InvalidMachineException {
    if (words.length - 1 != parameters.size()) {
      throw new InvalidMachineException(
          "%s: %d parameters instead of %d: %s"
              .formatted(name, words.length - 1, parameters.size(), usage()));
    }
    double[] arguments = new double[parameters.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = parameters.get(i).parse(name, words[i + 1]);
    }
    return arguments;
  }

  Defence build(double[] arguments, RandomSource random) throws InvalidMachineException {
    Defence defence =
        switch (source) {
          case Fixed fixed -> fixed.build(arguments);
          case Drawn drawn -> drawn.build(arguments, random);
          case Pool(var members) ->
              members.get(Draws.index(random, members.size())).build(arguments, random);
        };
    return checked(defence);
  }

  private Defence checked(Defence defence) throws InvalidMachineException {
    check(defence.client());
    check(defence.relay());
    return defence;
  }

  private void check(Defence.Side side) throws InvalidMachineException {
    for (Machine machine : side.machines()) {
      try {
        Validation.check(machine);
      } catch (InvalidMachineException e) {
        throw new InvalidMachineException(
            name + ": no valid machine comes of this: " + e.getMessage());
      }
    }
  }

  /** The entry as it stands in the list, without arguments. */
  Entry entry() {
    try {
      return source instanceof Fixed fixed && parameters.isEmpty()
          ? entry(name, fixed.build(new double[0]))
          : entry(name, new Defence(Defence.Side.NONE, Defence.Side.NONE));
    } catch (InvalidMachineException e) {
      throw new IllegalStateException(name + " is broken", e);
    }
  }

  /** The entry with arguments. */
  Entry entry(String[] words) throws InvalidMachineException {
    double[] arguments = arguments(words);
    return source instanceof Fixed fixed && !parameters.isEmpty()
        ? entry(String.join(" ", words), checked(fixed.build(arguments)))
        : entry();
  }

  private Entry entry(String as, Defence defence) {
    return new Entry(
        as,
        usage(),
        (name + " " + exampleArguments).strip(),
        kind,
        !(source instanceof Fixed),
        text.title(),
        text.explanation(),
        text.origin(),
        text.licence(),
        source instanceof Pool(var members)
            ? members.stream().map(Recipe::name).toList()
            : List.of(),
        strings(defence.client()),
        strings(defence.relay()));
  }

  private static List<String> strings(Defence.Side side) {
    return side.machines().stream().map(MachineFormat::encode).toList();
  }
}
