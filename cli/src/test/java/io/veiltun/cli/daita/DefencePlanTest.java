package io.veiltun.cli.daita;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.cli.status.Role;
import io.veiltun.config.DefenceChoice;
import io.veiltun.maybenot.catalogue.Catalogue;
import io.veiltun.maybenot.catalogue.Defence;
import io.veiltun.maybenot.catalogue.Entry;
import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.framework.CompiledMachine;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefencePlanTest {
  private static final RandomSource RANDOM = Xoshiro256StarStar.fromSeed(5);

  private static DefencePlan named(String name) throws InvalidDefenceException {
    return DefencePlan.of(new DefenceChoice.Named(name), RANDOM);
  }

  private static List<Machine> machines(DefencePlan plan, Role role) {
    return plan.side(role).machines().stream().map(CompiledMachine::machine).toList();
  }

  @Test
  void eachEndRunsItsOwnMachinesOfTheCatalogue() throws Exception {
    Defence expected = Catalogue.defence("break-pad", RANDOM);

    DefencePlan plan = named("break-pad");

    assertThat(plan.title()).isEqualTo("break-pad");
    assertThat(machines(plan, Role.CLIENT)).isEqualTo(expected.client().machines()).isNotEmpty();
    assertThat(machines(plan, Role.RELAY)).isEqualTo(expected.relay().machines()).isNotEmpty();
    assertThat(expected.client()).isNotEqualTo(expected.relay());
  }

  @Test
  void limitsComeWithTheDefence() throws Exception {
    Defence expected = Catalogue.defence("ephemeral-light-1", RANDOM);

    Limits limits = named("ephemeral-light-1").relay().limits();

    assertThat(limits.maxPaddingFrac()).isEqualTo(expected.relay().maxPaddingFrac()).isPositive();
  }

  @Test
  void anEphemeralDefenceIsDrawnAnew() throws Exception {
    Set<List<Machine>> drawn = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      drawn.add(machines(named("ephemeral-light"), Role.CLIENT));
    }

    assertThat(drawn).as("of 50 draws with seed 5").hasSizeGreaterThan(5);
  }

  @Test
  void sizesOnlyNeedNoMachine() throws Exception {
    assertThat(machines(named("size-only"), Role.CLIENT)).isEmpty();
  }

  @Test
  void machinesOfOnesOwnRunAtBothEndsWithoutLimits() throws Exception {
    Machine machine = Catalogue.machines("netflow", RANDOM).getFirst();
    String string = MachineFormat.encode(machine);

    DefencePlan plan = DefencePlan.of(new DefenceChoice.Machines(List.of(string, string)), RANDOM);

    assertThat(plan.title()).isEqualTo("2 machines");
    assertThat(machines(plan, Role.CLIENT)).containsExactly(machine, machine);
    assertThat(plan.client()).isEqualTo(plan.relay());
    assertThat(plan.client().limits()).isEqualTo(Limits.NONE);
  }

  @Test
  void whatDoesNotExistIsAnsweredWithWhatDoes() {
    assertThatThrownBy(() -> named("nothing"))
        .isInstanceOfSatisfying(
            InvalidDefenceException.class,
            e -> {
              assertThat(e.place()).isEmpty();
              assertThat(e.explanation())
                  .startsWith("'nothing': there is no such defence")
                  .doesNotContain("\n")
                  .contains(Catalogue.entries().stream().map(Entry::usage).toList());
            });
  }

  @Test
  void wrongParametersAreNamed() {
    assertThatThrownBy(() -> named("ratio")).hasMessageContaining("ratio RECEIVED");
  }

  @Test
  void aMachineThatCannotBeReadIsNamedByItsPlace() throws Exception {
    String good = MachineFormat.encode(Catalogue.machines("netflow", RANDOM).getFirst());

    assertThatThrownBy(
            () -> DefencePlan.of(new DefenceChoice.Machines(List.of(good, "02nothing")), RANDOM))
        .isInstanceOfSatisfying(
            InvalidDefenceException.class,
            e -> {
              assertThat(e.place()).isEqualTo("/1");
              assertThat(e.explanation()).isNotBlank().doesNotContain("\n");
            });
  }
}
