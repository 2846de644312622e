package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.Machine;
import java.util.ArrayList;
import java.util.List;

/** What the two ends of a connection run. */
public record Defence(Side client, Side relay) {
  /**
   * What one end runs.
   *
   * @param machines in order; empty means that only sizes are hidden
   * @param maxPaddingFrac limit on all machines together: most padding among the packets sent, 0 to
   *     1; 0 means no limit
   * @param maxBlockingFrac most blocked time, 0 to 1; 0 means no limit
   */
  public record Side(List<Machine> machines, double maxPaddingFrac, double maxBlockingFrac) {
    /** An end without machines. */
    public static final Side NONE = new Side(List.of(), 0, 0);

    public Side {
      machines = List.copyOf(machines);
    }

    static Side of(Machine... machines) {
      return new Side(List.of(machines), 0, 0);
    }

    /** Both; where only one has a limit there is none, or that one would cut the other short. */
    Side with(Side other) {
      if (machines.isEmpty() || other.machines.isEmpty()) {
        return machines.isEmpty() ? other : this;
      }
      List<Machine> all = new ArrayList<>(machines);
      all.addAll(other.machines);
      return new Side(
          all,
          wider(maxPaddingFrac, other.maxPaddingFrac),
          wider(maxBlockingFrac, other.maxBlockingFrac));
    }

    private static double wider(double a, double b) {
      return a == 0 || b == 0 ? 0 : Math.max(a, b);
    }
  }

  static Defence onBothSides(Machine... machines) {
    return new Defence(Side.of(machines), Side.of(machines));
  }

  static Defence onClient(Machine... machines) {
    return new Defence(Side.of(machines), Side.NONE);
  }

  static Defence onRelay(Machine... machines) {
    return new Defence(Side.NONE, Side.of(machines));
  }

  Defence with(Defence other) {
    return new Defence(client.with(other.client), relay.with(other.relay));
  }
}
