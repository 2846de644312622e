package io.veiltun.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.CommandRunner;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.network.LiftKillSwitch;
import io.veiltun.cli.network.RestoreSysctl;
import io.veiltun.cli.network.UndoJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the kill switch of a tunnel goes, and when it must not. */
class KillSwitchLifeTest {
  private static final String NAME = "veil-life";
  private static final LiftKillSwitch LIFT = new LiftKillSwitch(NAME, "all traffic");
  private static final String LIFTED = "nft lifts";
  private static final String STAYS =
      "; the kill switch of veil-life stays in force: veiltun down veil-life lifts it";

  @TempDir Path folder;
  private RunDirectory directory;
  private Path parameter;
  private final List<String> events = new ArrayList<>();

  @BeforeEach
  void directory() throws Exception {
    directory = new RunDirectory(folder.resolve("run"));
    directory.prepare();
    parameter = folder.resolve("proc/sys/x");
    Files.createDirectories(parameter.getParent());
    Files.writeString(parameter, "0\n");
  }

  @Test
  void itGoesWhenARunningTunnelIsTold() throws Exception {
    run("good", true);

    assertThat(events).containsExactly("raised", "ready", LIFTED);
    assertThat(Journal.read(directory, NAME)).isEmpty();
  }

  @Test
  void itGoesWhenAFirstStartFails() {
    assertThatThrownBy(() -> run("silent", true)).hasMessage("no answer from entry");

    assertThat(events).containsExactly("raised", LIFTED);
    assertThat(directory.journal(NAME)).doesNotExist();
  }

  @Test
  void itStaysWhenARunningTunnelDies() throws Exception {
    assertThatThrownBy(() -> run("dies", true))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED))
        .hasMessage(NAME + " ended: interface deleted" + STAYS);

    assertThat(events).containsExactly("raised", "ready");
    assertThat(parameter).content().isEqualTo("0\n");
    assertThat(Journal.read(directory, NAME).orElseThrow().undo()).containsExactly(LIFT);
  }

  @Test
  void aStartOverOneThatIsLeftReplacesIt() throws Exception {
    killed();

    run("good", true);

    assertThat(events).containsExactly("raised", "ready", LIFTED);
    assertThat(directory.journal(NAME)).doesNotExist();
  }

  @Test
  void itStaysWhenAStartOverOneThatIsLeftFails() throws Exception {
    killed();

    assertThatThrownBy(() -> run("silent", true))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_ANSWER))
        .hasMessage("no answer from entry" + STAYS);

    assertThat(events).containsExactly("raised");
    assertThat(parameter).content().isEqualTo("0\n");
    assertThat(Journal.read(directory, NAME).orElseThrow().undo()).containsExactly(LIFT);
  }

  @Test
  void aProfileWithoutOneTakesBackWhatIsLeft() throws Exception {
    killed();

    run("good", false);

    assertThat(events).containsExactly(LIFTED, "ready");
  }

  @Test
  void downLiftsWhatIsLeft() throws Exception {
    killed();

    assertThat(Leftovers.takeBack(directory, NAME, system())).isTrue();

    assertThat(events).containsExactly(LIFTED);
    assertThat(parameter).content().isEqualTo("0\n");
    assertThat(directory.journal(NAME)).doesNotExist();
  }

  /** Leaves what a process leaves that was killed. */
  private void killed() throws Exception {
    Journal journal = Journal.start(directory, NAME, folder.resolve("profile"));
    journal.record(LIFT);
    journal.record(new RestoreSysctl("x", "0"));
    Files.writeString(parameter, "1\n");
  }

  /** Runs a tunnel to its end; it is told to stop as soon as it is ready. */
  private void run(String fate, boolean killSwitch) throws Exception {
    Path profile = Files.writeString(folder.resolve("profile"), fate + " " + NAME);
    TunnelRun run = new TunnelRun(directory, launcher(fate, killSwitch), system());
    run.run(
        profile,
        LaunchOptions.defaults(),
        () -> {
          events.add("ready");
          if (fate.equals("good")) {
            run.stop();
          }
        });
  }

  private TunnelLauncher launcher(String fate, boolean killSwitch) {
    return new TunnelLauncher() {
      @Override
      public String interfaceName(Path profile, LaunchOptions options) {
        return NAME;
      }

      @Override
      public boolean killSwitch(Path profile, LaunchOptions options) {
        return killSwitch;
      }

      @Override
      public RunningTunnel launch(Path profile, LaunchOptions options, UndoJournal journal)
          throws CommandFailure {
        if (killSwitch) {
          journal.record(LIFT);
          events.add("raised");
        }
        return new FakeLauncher.FakeTunnel(fate, NAME);
      }
    };
  }

  private HostSystem system() {
    CommandRunner nft =
        new CommandRunner() {
          @Override
          public boolean available(String program) {
            return program.equals("nft");
          }

          @Override
          public void run(List<String> command, String input) {
            assertThat(input).contains("delete table inet veiltun-kill-veil_2dlife\n");
            events.add(LIFTED);
          }
        };
    return new HostSystem(
        () -> {
          throw new IllegalStateException("no netlink here");
        },
        nft,
        folder);
  }
}
