package io.veiltun.maybenot.catalogue;

import java.util.List;

/**
 * One entry of the catalogue.
 *
 * @param name what to ask for; with its parameters if it has some and was asked for with them
 * @param usage the name followed by the names of its parameters
 * @param example a complete name that works
 * @param random true if the machines are drawn anew each time: then the two lists are empty
 * @param title a few words
 * @param explanation what it watches, what it sends, what it hides and what it costs, for a reader
 *     who never saw a machine
 * @param origin where it was published
 * @param licence of what was published
 * @param pool names of the defences that an ephemeral one picks from; empty for other kinds
 * @param clientMachines machine strings; empty if a parameter is still missing
 * @param relayMachines likewise, of the relay
 */
public record Entry(
    String name,
    String usage,
    String example,
    Kind kind,
    boolean random,
    String title,
    String explanation,
    String origin,
    String licence,
    List<String> pool,
    List<String> clientMachines,
    List<String> relayMachines) {
  /** What an entry is made for. */
  public enum Kind {
    /** A building block: for one end, or the same at both. */
    MACHINE,
    /** A pair of ends that belong together. */
    DEFENCE,
    /** A new pick from a pool for each connection. */
    EPHEMERAL
  }

  public Entry {
    pool = List.copyOf(pool);
    clientMachines = List.copyOf(clientMachines);
    relayMachines = List.copyOf(relayMachines);
  }
}
