package io.veiltun.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** CPU time and memory as the kernel accounts them, proc(5). */
final class ProcStat {
  /** USER_HZ: part of the kernel's interface, 100 on every architecture that runs this. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final int IDLE = 4;
  private static final int IOWAIT = 5;
  private static final int STEAL = 8;

  private ProcStat() {}

  /** Seconds of CPU that {@code processes} and their living descendants have used, all threads. */
  static double cpuSeconds(List<Process> processes) throws IOException {
    long ticks = 0;
    for (ProcessHandle process : withDescendants(processes)) {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      // The name may hold spaces and parentheses; fields are counted from behind it.
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      ticks += Long.parseLong(fields.get(UTIME)) + Long.parseLong(fields.get(STIME));
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Seconds that all CPUs of the machine were busy since boot, interrupts included. */
  static double systemSeconds() throws IOException {
    String total = Files.readAllLines(Path.of("/proc/stat")).getFirst();
    List<String> fields = List.of(total.strip().split(" +", -1));
    long ticks = 0;
    for (int i = 1; i <= STEAL; i++) {
      ticks += i == IDLE || i == IOWAIT ? 0 : Long.parseLong(fields.get(i));
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Peak resident megabytes of {@code processes} and their descendants, each at its own peak. */
  static double peakMegabytes(List<Process> processes) throws IOException {
    double kibibytes = 0;
    for (ProcessHandle process : withDescendants(processes)) {
      kibibytes +=
          Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .sum();
    }
    return kibibytes * 1024 / 1e6;
  }

  private static List<ProcessHandle> withDescendants(List<Process> processes) {
    return processes.stream()
        .map(Process::toHandle)
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .toList();
  }
}
