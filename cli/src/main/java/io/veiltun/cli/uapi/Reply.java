package io.veiltun.cli.uapi;

import java.nio.ByteBuffer;
import java.util.function.Predicate;

/**
 * A reply that is made while the client reads it, so that a large one takes no more memory than the
 * state it tells.
 */
final class Reply implements AutoCloseable {
  private final LineWriter lines = new LineWriter();
  private final Predicate<LineWriter> next;
  private final Runnable forget;
  private boolean more = true;

  private Reply(Predicate<LineWriter> next, Runnable forget) {
    this.next = next;
    this.forget = forget;
  }

  /** Only a number; 0 for done. */
  static Reply errno(int errno) {
    return new Reply(
        lines -> {
          lines.errno(errno);
          return false;
        },
        () -> {});
  }

  /** A state, which is closed with this. */
  static Reply of(DeviceState state) {
    return new Reply(new StateLines(state)::next, state::close);
  }

  /** Writes as much as fits; true when all is written. */
  boolean fill(ByteBuffer out) {
    while (lines.drainTo(out)) {
      if (!more) {
        return true;
      }
      more = next.test(lines);
    }
    return false;
  }

  @Override
  public void close() {
    lines.clear();
    forget.run();
  }
}
