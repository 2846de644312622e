package io.veiltun.cli.uapi;

/**
 * How much the unfinished requests of all clients may hold together: enough for ten thousand peers
 * with a dozen networks each, too little to exhaust the heap. One thread.
 */
final class RequestBudget {
  /** In bytes of text; the objects made of it take up to four times as much. */
  static final long BYTES = 32 << 20;

  private long left;

  RequestBudget(long bytes) {
    left = bytes;
  }

  boolean take(int bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }

  void give(long bytes) {
    left += bytes;
  }
}
