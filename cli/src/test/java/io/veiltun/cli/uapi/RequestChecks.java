package io.veiltun.cli.uapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds for the reading of any bytes. */
final class RequestChecks {
  private RequestChecks() {}

  /** Reads them whole and byte by byte: never an exception, the same requests, nothing kept. */
  static void check(byte[] bytes) {
    RequestBudget budget = new RequestBudget(1 << 20);
    assertThat(kinds(bytes, bytes.length, budget)).isEqualTo(kinds(bytes, 1, budget));
    assertThat(budget.take(1 << 20)).isTrue();
  }

  private static List<String> kinds(byte[] bytes, int pieces, RequestBudget budget) {
    List<String> kinds = new ArrayList<>();
    try (RequestReader reader = new RequestReader(budget, zone -> zone.length() % 3 - 1)) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      while (in.position() < bytes.length) {
        in.limit(Math.min(bytes.length, in.position() + pieces));
        Request request = reader.next(in);
        while (request != null) {
          kinds.add(kind(request));
          if (request instanceof Request.Refused refused && refused.hangUp()) {
            return kinds;
          }
          request = reader.next(in);
        }
      }
      return kinds;
    }
  }

  private static String kind(@Nullable Request request) {
    return switch (request) {
      case Request.Get _ -> "get";
      case Request.Set(DeviceChange change) -> {
        String shown = change.listenPort() + " " + change.fwmark() + " " + change.tunnel();
        change.close();
        yield shown + " " + change.daita();
      }
      case Request.Refused(UapiFailure failure, boolean hangUp) -> {
        assertThat(failure.explanation()).isNotBlank().hasSizeLessThan(200).doesNotContain("\n");
        yield "refused " + failure.errno() + " " + hangUp;
      }
      case null -> "none";
    };
  }
}
