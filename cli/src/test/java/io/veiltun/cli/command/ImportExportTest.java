package io.veiltun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.cli.lab.KeyPair;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportExportTest {
  @TempDir Path folder;
  private final KeyPair ours = KeyPair.generate();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aFileBecomesAProfileThatCheckTakes() throws Exception {
    Path conf = conf("wg0.conf", hop("192.0.2.1", "10.66.0.2/32, fd66::2/128"));

    assertThat(run("import", conf.toString())).as(err::toString).isZero();
    assertThat(err.toString())
        .isEqualTo(
            "warning: the profile holds private keys: keep it where only its owner can read it\n");
    Path profile = secret(folder.resolve("p.json"), out.toString());
    assertThat(run("check", profile.toString())).as(err::toString).isZero();
    assertThat(out.toString()).contains("wg0: client, 1 hop", "hop wg0 at 192.0.2.1:51820");
  }

  @Test
  void withAFolderProfileAndKeysAreFilesForTheOwnerOnly() throws Exception {
    Path entry = conf("entry.conf", hop("192.0.2.1", "10.66.0.2/32, fd66::2/128"));
    Path exit = conf("exit.conf", hop("198.51.100.1", "10.77.0.2/32"));
    Path target = Files.createDirectory(folder.resolve("out"));

    assertThat(run("import", entry.toString(), exit.toString(), "-o", target.toString()))
        .as(err::toString)
        .isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(names(target)).containsExactly("veil0.json", "veil0.key");
    assertThat(Files.readString(target.resolve("veil0.key"))).isEqualTo(ours.privateKey() + "\n");
    assertThat(Files.readString(target.resolve("veil0.json"))).doesNotContain(ours.privateKey());
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
    assertThat(run("check", target.resolve("veil0.json").toString())).as(err::toString).isZero();
    assertThat(out.toString()).contains("veil0: client, 2 hops");
  }

  @Test
  void aFileThatExistsIsNeverOverwrittenAndNothingElseIsLeft() throws Exception {
    Path conf = conf("wg0.conf", hop("192.0.2.1", "10.66.0.2/32, fd66::2/128"));
    Path profile = Files.writeString(folder.resolve("mine.json"), "mine");

    assertThat(run("import", conf.toString(), "-o", profile.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("veiltun: " + profile + ": exists already, remove it or name another place\n");
    assertThat(profile).hasContent("mine");
    assertThat(names(folder)).containsExactly("mine.json", "wg0.conf");
  }

  @Test
  void everyProblemOfEveryFileIsListedWithFileAndLine() throws Exception {
    Path first = conf("a.conf", "[Interface]\nMTU = x\n");
    Path second = conf("b.conf", "[Interface]\nJc = 4\nDNS = 1.1.1\n");

    assertThat(run("import", first.toString(), second.toString())).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("veiltun: 3 problems\n  " + first + ":2: MTU: ")
        .contains("\n  " + second + ":2: Jc: a key of AmneziaWG", "\n  " + second + ":3: DNS: ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void whatTheProfileReaderRefusesIsRefusedHere() throws Exception {
    Path conf =
        conf("wg0.conf", hop("192.0.2.1", "fd00::2/128").replace("[Peer]", "MTU=600\n[Peer]"));

    assertThat(run("import", conf.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("in the profile, /interface/mtu: 600, expected at least");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aNameForTheInterfaceMustBeOne() throws Exception {
    Path conf = conf("wg0.conf", hop("192.0.2.1", "10.66.0.2/32, fd66::2/128"));

    assertThat(run("import", conf.toString(), "--name", "a b")).isEqualTo(2);
    assertThat(run("import", conf.toString(), "--name", "tun7")).isZero();
    assertThat(out.toString()).contains("\"name\" : \"tun7\"");
  }

  @Test
  void aChainIsExportedToAFolderAndComesBack() throws Exception {
    Path entry = conf("entry.conf", hop("192.0.2.1", "10.66.0.2/32, fd66::2/128"));
    Path exit = conf("exit.conf", hop("198.51.100.1", "10.77.0.2/32"));
    Path profile = folder.resolve("chain.json");
    run("import", entry.toString(), exit.toString(), "-o", profile.toString());
    String before = Files.readString(profile);

    assertThat(run("export", profile.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("veil0-entry.conf, veil0-exit.conf", "-o");
    Path target = Files.createDirectory(folder.resolve("out"));
    assertThat(run("export", profile.toString(), "-o", target.toString())).isZero();
    assertThat(names(target)).containsExactly("veil0-entry.conf", "veil0-exit.conf");
    assertThat(err.toString()).contains("warning: the chain does not fail closed");

    Path again = Files.createDirectory(folder.resolve("again")).resolve("chain.json");
    run(
        "import",
        target.resolve("veil0-entry.conf").toString(),
        target.resolve("veil0-exit.conf").toString(),
        "-o",
        again.toString());
    assertThat(Files.readString(again).replace("veil0-", "")).isEqualTo(before);
  }

  @Test
  void completionKnowsTheCommandsAndTheirOptions() {
    assertThat(run("completion")).isZero();
    assertThat(out.toString()).contains("import", "export", "--output", "--name");
  }

  private String hop(String endpoint, String address) {
    return """
    [Interface]
    PrivateKey = %s
    Address = %s
    [Peer]
    PublicKey = %s
    AllowedIPs = 0.0.0.0/0, ::/0
    Endpoint = %s:51820
    """
        .formatted(ours.privateKey(), address, KeyPair.generate().publicKey(), endpoint);
  }

  private Path conf(String name, String text) throws IOException {
    return secret(folder.resolve(name), text);
  }

  private static Path secret(Path file, String text) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line =
        VeilTun.commandLine(new Program(Map.of(), arguments.length, Optional::empty));
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(arguments);
  }
}
