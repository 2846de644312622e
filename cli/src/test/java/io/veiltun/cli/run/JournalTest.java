package io.veiltun.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.network.Cidr;
import io.veiltun.cli.network.CommandRunner;
import io.veiltun.cli.network.DeleteAddress;
import io.veiltun.cli.network.DeleteNftTable;
import io.veiltun.cli.network.DeleteRefusal;
import io.veiltun.cli.network.DeleteRoute;
import io.veiltun.cli.network.DeleteRule;
import io.veiltun.cli.network.Family;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.network.LiftKillSwitch;
import io.veiltun.cli.network.RestoreResolvConf;
import io.veiltun.cli.network.RestoreSysctl;
import io.veiltun.cli.network.RevertDns;
import io.veiltun.cli.network.Rule;
import io.veiltun.cli.network.Undo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final List<Undo> EVERY_KIND =
      List.of(
          new DeleteAddress("veil0", Cidr.parse("10.66.0.2/32")),
          new DeleteRoute("veil0", Cidr.parse("::/0"), 51820),
          new DeleteRefusal(Cidr.parse("::/0"), 51820),
          new DeleteRule(new Rule(Family.INET6, Rule.Kind.NOT_MARKED, 32765, 51820, 51820)),
          new RestoreSysctl("net/ipv4/ip_forward", "0"),
          new DeleteNftTable("veiltun_veil0"),
          new LiftKillSwitch("veil0", "all traffic"),
          new RevertDns("veil0", "resolvconf"),
          new RestoreResolvConf("veil0", RestoreResolvConf.Kind.LINK, "../stub"));

  @TempDir Path folder;
  private RunDirectory directory;

  @BeforeEach
  void directory() throws CommandFailure {
    directory = new RunDirectory(folder.resolve("run"));
    directory.prepare();
  }

  @Test
  void everyKindOfUndoSurvives() throws CommandFailure {
    Journal journal = Journal.start(directory, "veil0", folder.resolve("profile.json"));
    for (Undo undo : EVERY_KIND) {
      journal.record(undo);
    }

    JournalEntry read = Journal.read(directory, "veil0").orElseThrow();

    assertThat(read.undo()).isEqualTo(EVERY_KIND);
    assertThat(read.process().alive()).isTrue();
    assertThat(read.profile()).isEqualTo(folder.resolve("profile.json").toString());
    assertThat(directory.names()).containsExactly("veil0");
  }

  @Test
  void newestIsTakenBackFirst() throws IOException, CommandFailure {
    sysctl("x", "2");
    Journal journal = Journal.start(directory, "veil0", folder.resolve("p"));
    journal.record(new RestoreSysctl("x", "0"));
    journal.record(new RestoreSysctl("x", "1"));

    assertThat(journal.rollBack(system())).isEmpty();

    assertThat(folder.resolve("proc/sys/x")).content().isEqualTo("0\n");
    assertThat(directory.journal("veil0")).doesNotExist();
  }

  @Test
  void whatCannotBeTakenBackStaysInTheJournal() throws IOException, CommandFailure {
    sysctl("x", "1");
    Journal journal = Journal.start(directory, "veil0", folder.resolve("p"));
    journal.record(new DeleteNftTable("veiltun_veil0"));
    journal.record(new RestoreSysctl("x", "0"));

    assertThat(journal.rollBack(system()))
        .singleElement()
        .asString()
        .contains("nft table inet veiltun_veil0", "no such program");
    assertThat(folder.resolve("proc/sys/x")).content().isEqualTo("0\n");
    assertThat(Journal.read(directory, "veil0").orElseThrow().undo())
        .containsExactly(new DeleteNftTable("veiltun_veil0"));
  }

  @Test
  void aRecycledProcessNumberIsNotTheProcess() {
    ProcessIdentity own = ProcessIdentity.current();

    assertThat(own.alive()).isTrue();
    assertThat(new ProcessIdentity(own.pid(), own.startTicks() - 1).alive()).isFalse();
    assertThat(ProcessIdentity.of(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void aDamagedJournalIsNamed() throws IOException {
    Files.writeString(directory.journal("veil0"), "{\"interfaceName\":");

    assertThatThrownBy(() -> Journal.read(directory, "veil0"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(directory.journal("veil0").toString());
  }

  @Test
  void namesThatLeaveTheDirectoryAreRefused() {
    assertThat(List.of("..", ".", "a/b", "", "sixteen-letters-", "a b"))
        .noneMatch(RunDirectory::isName);
    assertThatThrownBy(() -> directory.socket("../x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLinkInsteadOfTheDirectoryIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), directory.path());

    assertThatThrownBy(() -> new RunDirectory(link).prepare()).isInstanceOf(CommandFailure.class);
  }

  @Test
  void aFullLogMakesPlace() throws IOException {
    Path file = folder.resolve("x.log");
    try (BoundedLog log = new BoundedLog(file, 10)) {
      for (String line : List.of("first\n", "second\n", "third\n")) {
        log.write(line.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      }
    }

    assertThat(file).content().isEqualTo("third\n");
    assertThat(folder.resolve("x.log.1")).content().isEqualTo("second\n");
  }

  private void sysctl(String name, String value) throws IOException {
    Path file = folder.resolve("proc/sys").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, value + "\n");
  }

  private HostSystem system() {
    CommandRunner nothing =
        new CommandRunner() {
          @Override
          public boolean available(String program) {
            return false;
          }

          @Override
          public void run(List<String> command, String input) throws CommandFailure {
            throw new CommandFailure(io.veiltun.cli.exit.ExitCode.UNSUPPORTED, "no such program");
          }
        };
    return new HostSystem(
        () -> {
          throw new IllegalStateException("no netlink here");
        },
        nothing,
        folder);
  }
}
