package io.veiltun.cli.profile;

import io.veiltun.cli.daita.DefencePlan;
import io.veiltun.cli.daita.InvalidDefenceException;
import io.veiltun.cli.daita.OverheadForecast;
import io.veiltun.cli.daita.OverheadForecast.Cost;
import io.veiltun.cli.daita.OverheadForecast.Costs;
import io.veiltun.cli.daita.ProfileDaita;
import io.veiltun.cli.status.Role;
import io.veiltun.config.Daita;
import io.veiltun.config.DefenceChoice;
import io.veiltun.maybenot.catalogue.Catalogue;
import io.veiltun.maybenot.catalogue.Entry;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What DAITA would do and cost, for {@code veiltun check}. */
final class DaitaSummary {
  /** Header and tag of a transport message. */
  private static final int MESSAGE_OVERHEAD = 32;

  /**
   * A tunnel, named as the profile names its other end.
   *
   * @param innermost whether packets of the user are what it carries
   */
  record Tunnel(String name, OverheadForecast.Hop hop, boolean innermost) {}

  private final Role role;

  DaitaSummary(Role role) {
    this.role = role;
  }

  /**
   * Lines without line ends; none without DAITA.
   *
   * @param tunnels those of a chain in travelling order, or one
   */
  List<String> of(List<Tunnel> tunnels) {
    List<String> lines = new ArrayList<>();
    if (tunnels.stream().allMatch(tunnel -> tunnel.hop().daita().isEmpty())) {
      return lines;
    }
    try {
      List<Optional<Costs>> costs = OverheadForecast.of(tunnels.stream().map(Tunnel::hop).toList());
      for (int i = 0; i < tunnels.size(); i++) {
        Tunnel tunnel = tunnels.get(i);
        Optional<Daita> daita = tunnel.hop().daita();
        if (daita.isPresent()) {
          describe(tunnel, daita.get(), lines);
          costs.get(i).ifPresent(expected -> lines.add(cost(expected, tunnel.innermost())));
        }
      }
    } catch (InvalidDefenceException e) {
      lines.add("  DAITA: " + e.explanation());
    }
    return lines;
  }

  private void describe(Tunnel tunnel, Daita daita, List<String> lines)
      throws InvalidDefenceException {
    DefencePlan plan = DefencePlan.of(daita.defence(), Xoshiro256StarStar.fromSeed(0));
    DefencePlan.Side side = plan.side(role);
    lines.add(
        "  DAITA with %s: %s%s, %s here; datagrams of %d bytes"
            .formatted(
                tunnel.name(),
                plan.title(),
                isDrawn(daita.defence()) ? " (drawn anew at each start)" : "",
                side.machines().size() == 1 ? "1 machine" : side.machines().size() + " machines",
                tunnel.hop().mtu() + MESSAGE_OVERHEAD));
    lines.add("    " + String.join(", ", bounds(daita, side.limits())));
  }

  private static boolean isDrawn(DefenceChoice choice) {
    return choice instanceof DefenceChoice.Named(String name)
        && Catalogue.find(name).filter(Entry::random).isPresent();
  }

  private static List<String> bounds(Daita daita, Limits brought) {
    Limits limits = ProfileDaita.limits(daita, brought);
    List<String> bounds = new ArrayList<>();
    bounds.add("decoys up to " + fraction(limits.maxPaddingFrac()));
    bounds.add("blocking up to " + fraction(limits.maxBlockingFrac()));
    daita.rate().ifPresent(rate -> bounds.add("at most " + rate.bitsPerSecond() / 1e6 + " Mbit/s"));
    daita.perDay().ifPresent(day -> bounds.add("at most " + day.bytes() / 1e9 + " GB a day"));
    daita
        .sleepAfter()
        .ifPresent(time -> bounds.add("sleeps after " + time.nanos() / 1e9 + " s without traffic"));
    bounds.add("keepalives " + (daita.paddedKeepalives() ? "padded" : "plain"));
    return bounds;
  }

  private static String fraction(double limit) {
    return limit == 0 ? "what the machines allow" : percent(limit);
  }

  private String cost(Costs costs, boolean innermost) {
    Cost sent = role == Role.CLIENT ? costs.sent() : costs.received();
    Cost received = role == Role.CLIENT ? costs.received() : costs.sent();
    String basis =
        innermost
            ? "web pages, packets of %d bytes up and %d down on average"
                .formatted(OverheadForecast.SENT_BYTES, OverheadForecast.RECEIVED_BYTES)
            : "the same pages, as the hop behind it sends them";
    return "    expected on top of the data (%s): sent %s, received %s"
        .formatted(basis, cost(sent), cost(received));
  }

  private static String cost(Cost cost) {
    return "+%s by equal sizes +%s by decoys"
        .formatted(percent(cost.sizes()), percent(cost.decoys()));
  }

  private static String percent(double ratio) {
    return Math.round(100 * ratio) + " %";
  }
}
