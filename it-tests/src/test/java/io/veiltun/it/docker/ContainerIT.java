package io.veiltun.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.cli.lab.CapturedPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two hops through containers, and what a day brings; the client's link is watched throughout. */
@Tag("containers")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(600)
@Order(3)
class ContainerIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final int HEADERS = 28;
  private static final int INITIATION = 148 + HEADERS;
  private static final int RESPONSE = 92 + HEADERS;
  private static final int FULL = 1452 + HEADERS;
  private static final String PROFILE = "client.json";

  @Test
  void daitaOnTheEntryHopLeavesOneSize() throws Exception {
    try (ContainerBed bed = new ContainerBed(BedPlan.PLAIN)) {
      bed.up(PROFILE);
      bed.awaitOneSize();
      long settled = Instant.now().toEpochMilli() * 1_000_000;
      bed.programs();
      assertThat(bed.visit()).isEqualTo(bed.exitOutside());
      assertThat(bed.download(2_000_000)).isEqualTo(2_000_000);
      List<CapturedPacket> packets = bed.assertOnlyTheEntryWasSeen();
      for (boolean outgoing : new boolean[] {true, false}) {
        assertThat(packets)
            .filteredOn(packet -> packet.timeNanos() > settled && packet.outgoing() == outgoing)
            .extracting(CapturedPacket::length)
            .filteredOn(length -> length != INITIATION && length != RESPONSE)
            .hasSizeGreaterThan(100)
            .containsOnly(FULL);
      }
    }
  }

  @Test
  void anEntryThatWasKilledIsFoundAgain() throws Exception {
    try (ContainerBed bed = new ContainerBed(BedPlan.PLAIN)) {
      bed.up(PROFILE);
      bed.programs();
      assertThat(bed.visit()).isEqualTo(bed.exitOutside());
      bed.entry().kill();
      assertThat(bed.online()).isFalse();
      bed.entry().again();
      bed.awaitOnline(SOON);
      assertThat(bed.download(500_000)).isEqualTo(500_000);
      bed.assertOnlyTheEntryWasSeen();
    }
  }

  @Test
  void anotherExitIsTakenWithoutAPacketOutside() throws Exception {
    try (ContainerBed bed = new ContainerBed(BedPlan.PLAIN.withSecondExit())) {
      bed.up(PROFILE);
      bed.programs();
      assertThat(bed.visit()).isEqualTo(bed.exitOutside());
      bed.killClient();
      assertThat(bed.online()).isFalse();
      bed.up("client-exit2.json");
      assertThat(bed.visit()).isEqualTo(bed.secondExitOutside());
      bed.assertOnlyTheEntryWasSeen();
    }
  }

  @Test
  void wireguardGoServesAsEntry() throws Exception {
    try (ContainerBed bed = new ContainerBed(BedPlan.PLAIN.withForeignEntry())) {
      assertItWorks(bed);
    }
  }

  @Test
  void wireguardGoServesAsExit() throws Exception {
    try (ContainerBed bed = new ContainerBed(BedPlan.PLAIN.withForeignExit())) {
      assertItWorks(bed);
    }
  }

  @Test
  void lossDelayAndReorderingAreSurvived() throws Exception {
    try (ContainerBed bed = new ContainerBed(BedPlan.PLAIN.withDisturbedLink())) {
      assertItWorks(bed);
    }
  }

  @Test
  void aPathOf1280BytesCarriesFullPackets() throws Exception {
    try (ContainerBed bed = new ContainerBed(BedPlan.PLAIN.withMtu(1280))) {
      bed.up(PROFILE);
      bed.programs();
      assertThat(bed.download(1_000_000)).isEqualTo(1_000_000);
      List<CapturedPacket> packets = bed.assertOnlyTheEntryWasSeen();
      assertThat(packets).allMatch(packet -> packet.length() <= 1280);
    }
  }

  @Test
  void aPathWithoutIpv4IsEnough() throws Exception {
    try (ContainerBed bed = new ContainerBed(BedPlan.PLAIN.overIpv6())) {
      assertItWorks(bed);
    }
  }

  private static void assertItWorks(ContainerBed bed) throws Exception {
    bed.up(PROFILE);
    bed.programs();
    assertThat(bed.visit()).isEqualTo(bed.exitOutside());
    assertThat(bed.download(1_000_000)).isEqualTo(1_000_000);
    bed.assertOnlyTheEntryWasSeen();
  }
}
