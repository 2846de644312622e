package io.veiltun.cli.process;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Libc;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;

/** A listening socket that the program which started this one left open. */
final class InheritedSocket {
  private InheritedSocket() {}

  /**
   * Makes a channel of it. Java only takes the one on standard input over, and then points standard
   * output and error at /dev/null: they are put back.
   */
  static ServerSocketChannel listening(int descriptor) throws IOException {
    int output = checked(Libc.dup(1));
    int error = checked(Libc.dup(2));
    try {
      checked(Libc.dup2(descriptor, 0));
      Channel inherited = System.inheritedChannel();
      if (inherited instanceof ServerSocketChannel socket) {
        Libc.close(descriptor);
        return socket;
      }
      throw new IOException("descriptor " + descriptor + " is no listening socket");
    } finally {
      checked(Libc.dup2(output, 1));
      checked(Libc.dup2(error, 2));
      Libc.close(output);
      Libc.close(error);
    }
  }

  private static int checked(int result) throws IOException {
    if (result < 0) {
      throw Errno.failure("an inherited descriptor", result);
    }
    return result;
  }
}
