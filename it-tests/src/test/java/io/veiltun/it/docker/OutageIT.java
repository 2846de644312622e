package io.veiltun.it.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Outages longer than a session lives (180 s), or than a handshake is tried for (90 s). */
@Tag("containers")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(600)
@Order(1)
class OutageIT {
  private static final Duration PAUSE = Duration.ofSeconds(185);
  private static final Duration CUT = Duration.ofMinutes(2);

  /** A handshake is tried every 5 s and some; the rest is the machine's. */
  private static final Duration ONE_RETRY = Duration.ofSeconds(15);

  @Test
  void aClientThatSleptThreeMinutesGoesOn() throws Exception {
    try (ContainerBed bed = new ContainerBed(BedPlan.PLAIN)) {
      bed.up("client.json");
      bed.programs();
      assertThat(bed.visit()).isEqualTo(bed.exitOutside());
      String id = bed.client().getContainerId();
      // An engine may fail to freeze a busy process at the first try.
      await()
          .ignoreExceptions()
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            BedNetwork.docker().pauseContainerCmd(id).exec();
            return true;
          });
      stays(PAUSE, bed);
      BedNetwork.docker().unpauseContainerCmd(id).exec();
      bed.awaitOnline(ONE_RETRY);
      assertThat(bed.download(500_000)).isEqualTo(500_000);
      bed.assertOnlyTheEntryWasSeen();
    }
  }

  @Test
  void anEntryThatIsBackAfterTwoMinutesIsReachedWithinOneRetry() throws Exception {
    try (ContainerBed bed = new ContainerBed(BedPlan.PLAIN)) {
      bed.up("client.json");
      bed.programs();
      assertThat(bed.visit()).isEqualTo(bed.exitOutside());
      bed.uplink().disconnect(bed.entry().getContainerId());
      stays(CUT, bed);
      bed.reconnectEntry();
      bed.awaitOnline(ONE_RETRY);
      assertThat(bed.download(500_000)).isEqualTo(500_000);
      bed.assertOnlyTheEntryWasSeen();
    }
  }

  /** Nothing passes all the while. */
  private static void stays(Duration time, ContainerBed bed) {
    long end = System.nanoTime() + time.toNanos();
    await()
        .atMost(time.plusSeconds(30))
        .pollInterval(Duration.ofSeconds(10))
        .until(() -> {
          assertThat(bed.online()).isFalse();
          return System.nanoTime() >= end;
        });
  }
}
