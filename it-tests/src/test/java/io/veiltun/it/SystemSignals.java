package io.veiltun.it;

import java.io.IOException;
import java.nio.file.Files;

/** Ends tunnel processes from outside. */
final class SystemSignals {
  private SystemSignals() {}

  /** SIGTERM to the process of this interface. */
  static void terminate(String name, WgHost host) throws IOException {
    process(name, host).destroy();
  }

  /** SIGKILL. */
  static void kill(String name, WgHost host) throws IOException {
    process(name, host).destroyForcibly();
  }

  private static ProcessHandle process(String name, WgHost host) throws IOException {
    String journal = Files.readString(host.veiltun().runDirectory().resolve(name + ".json"));
    long pid = VeiltunHost.JSON.readTree(journal).at("/process/pid").asLong();
    return ProcessHandle.of(pid).orElseThrow();
  }
}
