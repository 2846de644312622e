package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A host made of a folder, a list of installed programs, and a kernel that writes down. */
final class FakeHost implements Netlink, CommandRunner {
  final List<String> events = new ArrayList<>();
  final Path root;
  final Set<String> programs;
  int answer;

  FakeHost(Path root, String... programs) {
    this.root = root;
    this.programs = Set.of(programs);
  }

  HostSystem system() {
    return new HostSystem(() -> this, this, root);
  }

  Path file(String path, String content) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  @Override
  public int request(ByteBuffer message) {
    events.add("netlink " + message.getShort(4));
    return answer;
  }

  @Override
  public List<ByteBuffer> dump(ByteBuffer message) {
    return List.of();
  }

  @Override
  public boolean available(String program) {
    return programs.contains(program);
  }

  @Override
  public void run(List<String> command, String input) throws CommandFailure {
    if (!available(command.getFirst())) {
      throw new CommandFailure(ExitCode.UNSUPPORTED, command.getFirst() + " is not installed");
    }
    events.add(String.join(" ", command) + (input.isEmpty() ? "" : " < " + input));
  }

  @Override
  public void close() {
    events.add("closed");
  }
}
