package io.veiltun.cli.uapi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Reads nothing while its client has not taken the reply to what it asked before.
 */
final class Client implements AutoCloseable {
  /** Answers a request; the reply is closed by who asked. */
  interface Answers {
    /** Never fails: what fails is a reply too. */
    Reply answer(Request request);
  }

  private static final int BUFFER = 16 << 10;

  /** How many buffers a client gets before others have their turn. */
  private static final int TURN = 64;

  private final SocketChannel channel;
  private final RequestReader reader;
  private final Answers answers;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private @Nullable Reply reply;
  private boolean filled = true;
  private boolean hangUp;
  private long progressNanos;

  Client(SocketChannel channel, RequestReader reader, Answers answers, long nowNanos) {
    this.channel = channel;
    this.reader = reader;
    this.answers = answers;
    progressNanos = nowNanos;
  }

  /** Since when nothing came or went. */
  long progressNanos() {
    return progressNanos;
  }

  /** Whether it has begun something that it does not bring to its end. */
  boolean isBusy() {
    return reply != null || reader.isUnfinished();
  }

  /**
   * Does what can be done without waiting.
   *
   * @return what to wait for next, or 0 if the connection has come to its end
   */
  int advance(long nowNanos) throws IOException {
    for (int i = 0; i < TURN; i++) {
      if (reply != null && !send(nowNanos)) {
        return SelectionKey.OP_WRITE;
      }
      if (hangUp) {
        return 0;
      }
      Request request = reader.next(in);
      if (request != null) {
        hangUp = request instanceof Request.Refused refused && refused.hangUp();
        reply = answers.answer(request);
        filled = false;
        continue;
      }
      int read = receive(nowNanos);
      if (read <= 0) {
        return read == 0 ? SelectionKey.OP_READ : 0;
      }
    }
    // What is read already would not be announced again.
    return reply != null || in.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
  }

  private int receive(long nowNanos) throws IOException {
    wipe(in);
    in.clear();
    int read;
    try {
      read = channel.read(in);
    } finally {
      in.flip();
    }
    if (read > 0) {
      progressNanos = nowNanos;
    }
    return read;
  }

  /** Returns whether all of the reply is with the client. */
  private boolean send(long nowNanos) throws IOException {
    while (true) {
      if (!out.hasRemaining()) {
        if (filled) {
          endReply();
          return true;
        }
        out.clear();
        filled = reply == null || reply.fill(out);
        out.flip();
      }
      if (out.hasRemaining()) {
        if (channel.write(out) == 0) {
          return false;
        }
        progressNanos = nowNanos;
      }
    }
  }

  private void endReply() {
    if (reply != null) {
      reply.close();
      reply = null;
    }
    wipe(out);
  }

  private static void wipe(ByteBuffer buffer) {
    for (int i = 0; i < buffer.capacity(); i += Long.BYTES) {
      buffer.clear().putLong(i, 0);
    }
    buffer.limit(0);
  }

  /** Ends the connection; an unfinished request comes to nothing. */
  @Override
  public void close() throws IOException {
    endReply();
    wipe(in);
    reader.close();
    channel.close();
  }
}
