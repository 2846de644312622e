package io.veiltun.cli.process;

import io.veiltun.cli.daita.DefencePlan;
import io.veiltun.cli.daita.InvalidDefenceException;
import io.veiltun.cli.daita.ProfileDaita;
import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.status.DaitaStatus;
import io.veiltun.cli.status.Role;
import io.veiltun.config.Daita;
import io.veiltun.config.DefenceChoice;
import io.veiltun.daita.DaitaCounters;
import io.veiltun.daita.DaitaSettings;
import io.veiltun.daita.DaitaShaper;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.shape.Shaper;
import io.veiltun.engine.tunnel.Tunnel;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.random.SecureRandomSource;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * DAITA towards one hop or peer, from the start of the process to its end: shapers come and go, the
 * counters stay.
 */
final class ShapedPeer {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Where the peer is. */
  private record Place(Tunnel tunnel, PublicKey key) {}

  private final String name;
  private final Role role;
  private final Daita wishes;
  private final boolean inProfile;
  private final DaitaCounters counters = new DaitaCounters();
  private volatile @Nullable RunningDefence running;
  private volatile boolean everOn;
  private @Nullable Place place;

  /**
   * A peer that is not shaped yet.
   *
   * @param role of this process
   */
  ShapedPeer(String name, Role role, Optional<Daita> profile) {
    this.name = name;
    this.role = role;
    wishes = profile.orElse(Daita.DEFAULT);
    inProfile = profile.isPresent();
  }

  String name() {
    return name;
  }

  /** Whether the profile has DAITA for it, or it was switched on since. */
  boolean isConcerned() {
    return inProfile || everOn;
  }

  /** The shaper that a peer begins with; draws the member of an ephemeral defence. */
  Shaper begin() throws CommandFailure {
    if (!inProfile) {
      return Shaper.NONE;
    }
    RunningDefence first = defence(plan(wishes.defence()));
    now(first);
    return first.shaper();
  }

  /** Says where the peer is, so that it can be switched. */
  synchronized void at(Tunnel tunnel, PublicKey key) {
    place = new Place(tunnel, key);
  }

  private static DefencePlan plan(DefenceChoice choice) throws CommandFailure {
    RandomSource random = new SecureRandomSource();
    try {
      return DefencePlan.of(choice, random);
    } catch (InvalidDefenceException e) {
      throw new CommandFailure(ExitCode.USAGE, e.explanation(), e);
    }
  }

  private RunningDefence defence(DefencePlan plan) {
    return defence(plan.title(), ProfileDaita.settings(wishes, plan.side(role)));
  }

  private RunningDefence defence(String title, DaitaSettings settings) {
    var shaper = new DaitaShaper(settings, new SecureRandomSource(), counters);
    return new RunningDefence(title, settings, shaper);
  }

  private void now(RunningDefence defence) {
    running = defence;
    everOn = true;
  }

  /** Changes the defence of the running tunnel; budget, idleness and limits stay the profile's. */
  synchronized void change(DefenceChoice choice) throws CommandFailure {
    change(defence(plan(choice)));
  }

  /** Changes to settings that come from elsewhere than a profile. */
  synchronized void change(String title, DaitaSettings settings) {
    change(defence(title, settings));
  }

  private void change(RunningDefence next) {
    shape(next.shaper());
    now(next);
  }

  /** What runs now; null if DAITA is off. Any thread. */
  @Nullable RunningDefence running() {
    return running;
  }

  /** Switches DAITA off; what is held leaves first. */
  synchronized void off() {
    if (running != null) {
      shape(Shaper.NONE);
      running = null;
    }
  }

  private void shape(Shaper shaper) {
    Place at = place;
    if (at == null) {
      throw new IllegalStateException("no tunnel yet");
    }
    at.tunnel().shape(at.key(), shaper).block(PATIENCE);
  }

  /**
   * The state of this moment; null if DAITA was never on. Any thread.
   *
   * @param mtu of the tunnel
   */
  @Nullable DaitaStatus status(int mtu) {
    return everOn ? DaitaSnapshots.of(running, counters, mtu) : null;
  }
}
