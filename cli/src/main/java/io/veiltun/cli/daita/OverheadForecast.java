package io.veiltun.cli.daita;

import io.veiltun.config.Daita;
import io.veiltun.maybenot.generator.SyntheticPageLoads;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import io.veiltun.maybenot.simulator.DefendedTrace;
import io.veiltun.maybenot.simulator.Network;
import io.veiltun.maybenot.simulator.Options;
import io.veiltun.maybenot.simulator.Party;
import io.veiltun.maybenot.simulator.Simulator;
import io.veiltun.maybenot.simulator.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What DAITA is going to cost, from simulated loads of made-up pages. The same defence is taken to
 * run at the other end; budgets and sleep are left out. The same profile gives the same figures.
 */
public final class OverheadForecast {
  /** Mean size in bytes of what a browser sends: acknowledgements and some requests. */
  public static final int SENT_BYTES = 100;

  /** Mean size in bytes of what it receives. */
  public static final int RECEIVED_BYTES = 1400;

  private static final int PAGES = 10;
  private static final String SEED = "forecast";
  private static final int MOST_EVENTS = 200_000;
  private static final Network NETWORK = Network.ofDelay(10_000_000);
  private static final int PADDING_UNIT = 16;

  /**
   * A tunnel of a chain.
   *
   * @param daita how it is shaped, if at all
   * @param mtu the largest packet it carries in bytes
   * @param headers bytes around one of its plaintexts inside the tunnel before it
   */
  public record Hop(Optional<Daita> daita, int mtu, int headers) {}

  /** Cost of one direction, in relation to the bytes of the packets that the tunnel carries. */
  public record Cost(double sizes, double decoys) {}

  /** Seen from the client. */
  public record Costs(Cost sent, Cost received) {}

  private List<Trace> pages = SyntheticPageLoads.traces(SEED, PAGES);
  private double sent = SENT_BYTES;
  private double received = RECEIVED_BYTES;

  private OverheadForecast() {}

  /**
   * The cost of each hop, in their order; nothing for one without DAITA. What an inner hop adds is
   * what the outer one carries.
   *
   * @param hops in travelling order
   * @throws InvalidDefenceException if a hop's defence is not valid
   */
  public static List<Optional<Costs>> of(List<Hop> hops) throws InvalidDefenceException {
    OverheadForecast forecast = new OverheadForecast();
    List<Optional<Costs>> costs = new ArrayList<>();
    for (Hop hop : hops.reversed()) {
      costs.add(forecast.pass(hop));
    }
    Collections.reverse(costs);
    return costs;
  }

  private Optional<Costs> pass(Hop hop) throws InvalidDefenceException {
    sent = Math.min(sent, hop.mtu());
    received = Math.min(received, hop.mtu());
    if (hop.daita().isEmpty()) {
      sent = padded(sent, hop.mtu()) + hop.headers();
      received = padded(received, hop.mtu()) + hop.headers();
      return Optional.empty();
    }
    Costs costs = shape(hop.daita().get(), hop.mtu());
    sent = hop.mtu() + hop.headers();
    received = sent;
    return Optional.of(costs);
  }

  private static double padded(double bytes, int mtu) {
    return Math.min(Math.ceil(bytes / PADDING_UNIT) * PADDING_UNIT, mtu);
  }

  private Costs shape(Daita daita, int mtu) throws InvalidDefenceException {
    Simulator simulator = new Simulator(NETWORK, Options.DEFAULT.withLimits(0, MOST_EVENTS));
    List<Trace> shaped = new ArrayList<>();
    Count count = new Count();
    for (int page = 0; page < pages.size(); page++) {
      DefencePlan plan = DefencePlan.of(daita.defence(), Xoshiro256StarStar.fromSeed(page));
      DefendedTrace defended =
          DefendedTrace.of(
              simulator.run(
                  pages.get(page), party(daita, plan.client()), party(daita, plan.relay()), page));
      shaped.add(count.add(defended));
    }
    pages = shaped;
    return new Costs(
        cost(sent, mtu, count.sentDecoys, count.sentPackets),
        cost(received, mtu, count.receivedDecoys, count.receivedPackets));
  }

  private static Party party(Daita daita, DefencePlan.Side side) {
    return new Party(side.machines(), ProfileDaita.limits(daita, side.limits()), Optional.empty());
  }

  private static Cost cost(double bytes, int mtu, long decoys, long packets) {
    double perPacket = packets == 0 ? 0 : (double) decoys / packets;
    return new Cost((mtu - bytes) / bytes, perPacket * mtu / bytes);
  }

  /** Packets and decoys of all pages. */
  private static final class Count {
    private long sentPackets;
    private long sentDecoys;
    private long receivedPackets;
    private long receivedDecoys;

    /** Counts a page; returns it as what the hop before carries: data and decoys alike. */
    Trace add(DefendedTrace defended) {
      Trace.Builder carried = Trace.builder();
      for (int i = 0; i < defended.size(); i++) {
        carried.add(defended.timeNanos(i), defended.sent(i));
        if (defended.sent(i)) {
          sentPackets += defended.padding(i) ? 0 : 1;
          sentDecoys += defended.padding(i) ? 1 : 0;
        } else {
          receivedPackets += defended.padding(i) ? 0 : 1;
          receivedDecoys += defended.padding(i) ? 1 : 0;
        }
      }
      return carried.build();
    }
  }
}
