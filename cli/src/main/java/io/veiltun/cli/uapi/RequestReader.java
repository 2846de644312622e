package io.veiltun.cli.uapi;

import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds requests in the bytes of one client, however they are split (wireguard-uapi §1.3). A
 * request that is wrong somewhere is read to its end before it is refused, and one that does not
 * end comes to nothing.
 */
final class RequestReader implements AutoCloseable {
  private enum State {
    FIRST_LINE,
    GET,
    SET,
    DRAIN
  }

  private final RequestBudget budget;
  private final ToIntFunction<String> scopes;
  private final Line line = new Line();
  private State state = State.FIRST_LINE;
  private @Nullable SetReader set;
  private @Nullable UapiFailure failure;

  /**
   * A reader of one connection.
   *
   * @param budget shared with the other connections
   * @param scopes gives the index of an interface by its name, 0 or less if there is none
   */
  RequestReader(RequestBudget budget, ToIntFunction<String> scopes) {
    this.budget = budget;
    this.scopes = scopes;
  }

  /** The next whole request; null when all bytes are used and it is not whole yet. */
  @Nullable Request next(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next != '\n') {
        line.append(next);
        continue;
      }
      Request request = line();
      line.clear();
      if (request != null) {
        return request;
      }
    }
    return null;
  }

  /** Whether a request has begun and not ended. */
  boolean isUnfinished() {
    return state != State.FIRST_LINE || !line.isEmpty();
  }

  private @Nullable Request line() {
    return switch (state) {
      case FIRST_LINE -> firstLine();
      case GET -> line.isEmpty() ? done(new Request.Get()) : drain(noKeys());
      case SET -> setLine();
      case DRAIN -> line.isEmpty() ? refused() : null;
    };
  }

  private @Nullable Request firstLine() {
    if (line.is("get=1")) {
      state = State.GET;
      return null;
    }
    if (line.is("set=1")) {
      state = State.SET;
      set = new SetReader(budget, scopes);
      return null;
    }
    return new Request.Refused(UapiFailure.malformed("neither get=1 nor set=1"), true);
  }

  private static UapiFailure noKeys() {
    return UapiFailure.invalid("get=1 takes no keys");
  }

  private @Nullable Request setLine() {
    SetReader reader = set;
    if (reader == null) {
      throw new IllegalStateException("not in a set");
    }
    if (line.isEmpty()) {
      set = null;
      return done(new Request.Set(reader.change()));
    }
    try {
      if (line.isOverlong()) {
        throw UapiFailure.unreadable("a line is too long");
      }
      reader.line(line);
      return null;
    } catch (UapiFailure e) {
      return drain(e);
    }
  }

  private @Nullable Request drain(UapiFailure reason) {
    forgetSet();
    failure = reason;
    state = State.DRAIN;
    return null;
  }

  private @Nullable Request refused() {
    UapiFailure reason = failure;
    failure = null;
    return reason == null ? null : done(new Request.Refused(reason, false));
  }

  private Request done(Request request) {
    state = State.FIRST_LINE;
    return request;
  }

  private void forgetSet() {
    if (set != null) {
      set.close();
      set = null;
    }
  }

  /** Wipes what was read so far. */
  @Override
  public void close() {
    forgetSet();
    line.clear();
  }
}
