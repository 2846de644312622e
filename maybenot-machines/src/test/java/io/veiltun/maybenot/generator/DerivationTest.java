package io.veiltun.maybenot.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.Validation;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import io.veiltun.maybenot.simulator.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerivationTest {
  private static final List<Trace> TRACES = SyntheticPageLoads.traces("derivation", 6);
  private static final Derivation PADDING = new Derivation(Profile.PADDING.recipe(), TRACES);

  @Test
  void aSeedAlwaysGivesTheSameDefence() {
    Derivation.Derived first = PADDING.derive("one").orElseThrow();
    Derivation.Derived second = PADDING.derive("one").orElseThrow();

    assertThat(second).isEqualTo(first);
    assertThat(PADDING.derive("two").orElseThrow().client()).isNotEqualTo(first.client());
  }

  @ParameterizedTest
  @EnumSource
  void eachProfileKeepsItsConstraints(Profile profile) throws InvalidMachineException {
    DerivationRecipe recipe = profile.recipe();
    Derivation.Derived derived = firstOf(new Derivation(recipe, TRACES));
    Candidates again = new Candidates(recipe, TRACES, derived.seed());
    for (int i = 1; i < derived.attempt(); i++) {
      again.next();
    }
    Candidates.Candidate taken = again.next();

    assertThat(List.of(taken.client(), taken.server()))
        .containsExactly(derived.client(), derived.server());
    assertThat(passes(recipe, again.environment(), taken)).isTrue();
  }

  private static Derivation.Derived firstOf(Derivation derivation) {
    for (int i = 0; i < 20; i++) {
      Optional<Derivation.Derived> derived = derivation.derive("profile " + i);
      if (derived.isPresent()) {
        return derived.get();
      }
    }
    throw new AssertionError("none of twenty seeds gives a defence");
  }

  private static boolean passes(
      DerivationRecipe recipe, Environment environment, Candidates.Candidate candidate)
      throws InvalidMachineException {
    return ConstraintCheck.passes(
        recipe.constraints(),
        environment,
        recipe.environment().impliedLimits(),
        List.of(candidate.client()),
        List.of(candidate.server()),
        candidate.seed());
  }

  @Test
  void noAttemptWithinImpossibleConstraintsSucceeds() {
    DerivationRecipe recipe = Profile.PADDING.recipe();
    Constraints impossible =
        new Constraints(
            Optional.of(new Range(1e6, 1e7)), Optional.empty(), Optional.empty(), 1, 1, false);
    Derivation derivation =
        new Derivation(
            new DerivationRecipe(recipe.machine(), recipe.environment(), impossible, 3), TRACES);

    assertThat(derivation.derive("seed")).isEmpty();
  }

  @Test
  void aSearchFindsWhatItsSeedsGiveAlone() {
    AtomicInteger reports = new AtomicInteger();

    List<Defence> found =
        new Search(PADDING)
            .search(
                "s",
                3,
                (done, total) -> {
                  assertThat(total).isEqualTo(3);
                  reports.incrementAndGet();
                });

    List<Defence> alone = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      PADDING.derive("s-" + i).ifPresent(derived -> alone.add(derived.defence()));
    }
    assertThat(found).isNotEmpty().containsExactlyInAnyOrderElementsOf(alone);
    assertThat(found).extracting(Defence::id).isSorted();
    assertThat(reports).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void machinesOfOpenRecipesAreValid(boolean circpad) throws InvalidMachineException {
    MachineRecipe open = MachineRecipe.ofStates(new WholeRange(1, 6));
    MachineRecipe recipe =
        new MachineRecipe(
            open.states(),
            open.blockingClient(),
            open.blockingServer(),
            open.expressive(),
            open.fixedBudget(),
            open.fracLimits(),
            open.durationPoint(),
            open.countPoint(),
            open.minActionTimeout(),
            circpad);
    MachineGenerator generator = new MachineGenerator(recipe);
    for (int seed = 0; seed < 100; seed++) {
      Machine machine = generator.generate(Xoshiro256StarStar.fromSeed(seed), seed % 2 == 0);
      Validation.check(machine);
      assertThat(Connectivity.isWellConnected(machine)).as("seed %d", seed).isTrue();
      assertThat(machine.states()).as("seed %d", seed).hasSizeBetween(1, 6);
    }
  }

  @Test
  void aProfileIsFoundByItsNameInAnyCase() {
    assertThat(Profile.named("Padding")).isEqualTo(Profile.PADDING);
    assertThatThrownBy(() -> Profile.named("none"))
        .hasMessage("no profile 'none', there are: padding, blocking");
  }

  @Test
  void madeUpPageLoadsFollowFromTheirSeed() {
    Trace first = SyntheticPageLoads.traces("a", 1).getFirst();
    Trace again = SyntheticPageLoads.traces("a", 2).getFirst();
    Trace other = SyntheticPageLoads.traces("b", 1).getFirst();

    assertThat(packets(again)).isEqualTo(packets(first));
    assertThat(packets(other)).isNotEqualTo(packets(first));
  }

  private static List<String> packets(Trace trace) {
    List<String> packets = new ArrayList<>();
    for (int i = 0; i < trace.size(); i++) {
      packets.add(trace.timeNanos(i) + (trace.sent(i) ? "s" : "r"));
    }
    return packets;
  }
}
