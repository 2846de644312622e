package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.machine.InvalidMachineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The default: one of several published defences, another one for each connection. */
final class EphemeralPool {
  private static final String ORIGIN =
      "maybenot-io/maybenot, crates/maybenot-cli/examples/10-padding-defenses.def; the idea: Pulls, "
          + "Korhonen, Witwer, Carlsson, Ephemeral Network-Layer Fingerprinting Defenses, 2026";

  /** At most five decoys for a packet, which is what the pool's search allowed either end. */
  private static final double MOST_PADDING = 5.0 / (5.0 + 1.0);

  private EphemeralPool() {}

  /** The pool, then its members. */
  static List<Recipe> recipes() {
    List<Recipe> members = new ArrayList<>();
    for (String line : lines("ephemeral-light.txt")) {
      if (!line.startsWith("#")) {
        members.add(member(members.size() + 1, line.split(" ", -1)));
      }
    }
    Recipe.Text text =
        new Recipe.Text(
            "Decoys by a different pattern for each connection",
            "When a tunnel starts, one of ten pairs of small machines is picked at random and runs "
                + "for that connection. They watch packets come and go, and add decoys after delays "
                + "of their own, in both directions; no packet is ever delayed. An observer who "
                + "learned to recognise pages under one pattern meets another one, so such learning "
                + "pays less; it does not become impossible, and the strongest known attack gets "
                + "through. At most five decoys are sent for each packet, typically about one.",
            ORIGIN,
            "MIT or Apache-2.0");
    List<Recipe> all = new ArrayList<>();
    all.add(
        new Recipe(
            Catalogue.DEFAULT,
            Entry.Kind.EPHEMERAL,
            text,
            "",
            List.of(),
            new Recipe.Pool(List.copyOf(members))));
    all.addAll(members);
    return all;
  }

  private static Recipe member(int number, String[] machines) {
    Recipe.Text text =
        new Recipe.Text(
            "Member " + number + " of the pool of " + Catalogue.DEFAULT,
            "One pair of three-state machines that a search found among random ones. They watch "
                + "packets come and go and answer with decoys after random delays; no packet is "
                + "delayed. Used alone and always, it is a fixed pattern that an observer can "
                + "learn: ask for "
                + Catalogue.DEFAULT
                + " instead. At most five decoys are sent for each packet.",
            ORIGIN,
            "MIT or Apache-2.0");
    return Recipe.fixed(
        Catalogue.DEFAULT + "-" + number,
        Entry.Kind.DEFENCE,
        text,
        arguments -> new Defence(side(machines[0]), side(machines[1])));
  }

  private static Defence.Side side(String machine) throws InvalidMachineException {
    return new Defence.Side(List.of(MachineFormat.decode(machine)), MOST_PADDING, 0);
  }

  private static List<String> lines(String resource) {
    try (InputStream in =
        Objects.requireNonNull(EphemeralPool.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
