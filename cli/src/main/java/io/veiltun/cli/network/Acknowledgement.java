package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.util.Set;

/** Turns the errno of a netlink answer into what a person can act on. */
final class Acknowledgement {
  private static final int EPERM = -1;
  private static final int ENOENT = -2;
  private static final int ESRCH = -3;
  private static final int EACCES = -13;
  private static final int EEXIST = -17;
  private static final int ENODEV = -19;
  private static final int EINVAL = -22;
  private static final int EOPNOTSUPP = -95;
  private static final int EAFNOSUPPORT = -97;
  private static final int EADDRNOTAVAIL = -99;

  /** What the kernel answers when that which is to be deleted is not there. */
  private static final Set<Integer> NOT_THERE = Set.of(ENOENT, ESRCH, ENODEV, EADDRNOTAVAIL);

  private Acknowledgement() {}

  static void check(int answer, String what) throws CommandFailure {
    if (answer != 0) {
      throw failure(answer, what);
    }
  }

  static void checkDeleted(int answer, String what) throws CommandFailure {
    if (answer != 0 && !NOT_THERE.contains(answer)) {
      throw failure(answer, what);
    }
  }

  private static CommandFailure failure(int answer, String what) {
    return switch (answer) {
      case EPERM ->
          new CommandFailure(
              ExitCode.UNSUPPORTED,
              "no permission for " + what + ": run as root or with CAP_NET_ADMIN");
      case EAFNOSUPPORT, EOPNOTSUPP ->
          new CommandFailure(ExitCode.UNSUPPORTED, "this kernel cannot do " + what);
      case EACCES ->
          new CommandFailure(
              ExitCode.UNSUPPORTED,
              "the kernel refused " + what + ": is the address family disabled on the interface?");
      case EEXIST ->
          new CommandFailure(
              ExitCode.FAILED, what + " exists already: another tunnel or network uses it");
      case EINVAL -> new CommandFailure(ExitCode.FAILED, "the kernel found " + what + " invalid");
      default ->
          new CommandFailure(
              ExitCode.FAILED, "the kernel answered errno " + -answer + " to " + what);
    };
  }
}
