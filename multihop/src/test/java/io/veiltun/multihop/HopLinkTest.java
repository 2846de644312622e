package io.veiltun.multihop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.packet.ReferenceChecksum;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

class HopLinkTest {
  private static final List<byte[]> OURS =
      List.of(Packets.address("10.64.0.2"), Packets.address("fc00:bbbb::2"));

  private final Drops drops = new Drops();

  private static Endpoint hop(String family) {
    return family.equals("4")
        ? Packets.endpoint("198.51.100.7", 51820)
        : Packets.endpoint("2001:db8::7", 443);
  }

  private HopLink link(Endpoint hop, int mtu) {
    return new HopLink(OURS, hop, mtu, new SplittableRandom(31), () -> 0, drops, ignored -> {});
  }

  private static PacketBatch outbound(HopLink link, PacketBatch batch) {
    link.send(Flux.just(batch));
    return Objects.requireNonNull(link.packets().blockFirst());
  }

  private static PacketBatch inbound(HopLink link, PacketBatch batch) {
    link.deliver(Flux.just(batch));
    return Objects.requireNonNull(link.receive().blockFirst());
  }

  /** What sealing does to a slot's bounds: 16 bytes before and 16 behind. */
  private static PacketBatch grown(PacketBatch batch, int by) {
    for (int slot = 0; slot < batch.size(); slot++) {
      batch.bounds(slot, batch.offset(slot) - by, batch.length(slot) + 2 * by);
    }
    return batch;
  }

  @ParameterizedTest
  @CsvSource({"4, 4", "4, 6", "6, 4", "6, 6"})
  void datagramsPassTwoLinksThereAndBackByteForByte(String middleFamily, String exitFamily) {
    Endpoint middle = hop(middleFamily);
    Endpoint exit = hop(exitFamily);
    HopLink inner = link(exit, 1360);
    HopLink outer = link(middle, 1440);
    SplittableRandom random = new SplittableRandom(41);
    byte[][] datagrams = new byte[40][];
    for (int i = 0; i < datagrams.length; i++) {
      datagrams[i] = new byte[random.nextInt(1300)];
      random.nextBytes(datagrams[i]);
    }

    PacketBatch sent = outbound(inner, Packets.to(exit, Packets.batch(datagrams)));
    sent = outbound(outer, Packets.to(middle, grown(sent, 16)));

    byte[][] replies = new byte[datagrams.length][];
    for (int slot = 0; slot < datagrams.length; slot++) {
      byte[] packet = Packets.bytes(sent, slot);
      assertThat(ReferenceChecksum.ofTransport(packet)).isZero();
      int start = IpFamily.of(middle).datagramHeaders() + 16;
      byte[] innerPacket = Arrays.copyOfRange(packet, start, packet.length - 16);
      assertThat(ReferenceChecksum.ofTransport(innerPacket)).isZero();
      assertThat(innerPacket).endsWith(datagrams[slot]);
      replies[slot] = Packets.reply(packet);
      byte[] innerReply = Packets.reply(innerPacket);
      System.arraycopy(innerReply, 0, replies[slot], start, innerReply.length);
    }

    PacketBatch received = inbound(outer, Packets.batch(replies));
    assertThat(received.endpoint(0)).isSameAs(middle);
    received = inbound(inner, grown(received, -16));
    for (int slot = 0; slot < datagrams.length; slot++) {
      assertThat(received.isDropped(slot)).isFalse();
      assertThat(received.endpoint(slot)).isSameAs(exit);
      assertThat(received.peer(slot)).isEqualTo(PacketBatch.NO_PEER);
      assertThat(Packets.bytes(received, slot)).isEqualTo(datagrams[slot]);
    }
    for (DropReason reason : DropReason.values()) {
      assertThat(drops.total(reason)).as("%s", reason).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 4", "4, 6", "6, 4", "6, 6"})
  void aFullTunPacketFillsTheTunnelBeforeButForLessThanAPaddingUnit(
      String entryFamily, String exitFamily) {
    ChainMtu chain = new ChainMtu(1500, List.of(family(entryFamily), family(exitFamily)));
    Endpoint exit = hop(exitFamily);
    HopLink link = link(exit, chain.tunnelMtu(0));
    byte[] exitMessage = new byte[chain.tunMtu() + 32];
    PacketBatch sent = outbound(link, Packets.to(exit, Packets.batch(exitMessage)));
    assertThat(chain.tunnelMtu(0) - sent.length(0)).isBetween(0, 15);
  }

  private static IpFamily family(String digit) {
    return digit.equals("4") ? IpFamily.IPV4 : IpFamily.IPV6;
  }

  @Test
  void aPacketOfTheOuterTunnelHasNeitherPeerNorEndpointYet() {
    Endpoint exit = hop("4");
    PacketBatch batch = Packets.to(exit, Packets.batch(new byte[148]));
    batch.peer(0, 3);
    PacketBatch sent = outbound(link(exit, 1440), batch);
    assertThat(sent.peer(0)).isEqualTo(PacketBatch.NO_PEER);
    assertThat(sent.endpoint(0)).isNull();
  }

  @Test
  void whatCannotBeSentIsDroppedByNameAndTheRestGoesOn() {
    Endpoint exit = hop("4");
    byte[] fits = new byte[1440 - 28];
    PacketBatch batch =
        Packets.to(exit, Packets.batch(fits, new byte[1440 - 27], fits, fits, fits, fits, fits));
    batch.endpoint(2, null);
    batch.endpoint(3, hop("6"));
    batch.endpoint(4, Packets.endpoint("198.51.100.7", 51821));
    PacketBatch tight = new PacketBatch(batch.memory(), 1);
    tight.endpoint(tight.add(27, 32, 0, 100), exit);
    batch.drop(5);

    PacketBatch sent = outbound(link(exit, 1440), batch);
    assertThat(outbound(link(exit, 1440), tight).isDropped(0)).isTrue();

    assertThat(sent).isSameAs(batch);
    boolean[] dropped = {false, true, true, true, true, true, false};
    for (int slot = 0; slot < dropped.length; slot++) {
      assertThat(sent.isDropped(slot)).as("slot %d", slot).isEqualTo(dropped[slot]);
    }
    assertThat(sent.length(6)).isEqualTo(1440);
    assertThat(drops.total(DropReason.TOO_BIG)).isEqualTo(1);
    assertThat(drops.total(DropReason.NO_ENDPOINT)).isEqualTo(1);
    assertThat(drops.total(DropReason.NO_ROUTE)).isEqualTo(2);
    assertThat(drops.total(DropReason.IO_ERROR)).isEqualTo(1);
  }

  @Test
  void aLowerMtuHoldsFromTheNextBatchOn() {
    Endpoint exit = hop("6");
    HopLink link = link(exit, 1440);
    link.send(Flux.range(0, 2).map(i -> Packets.to(exit, Packets.batch(new byte[1440 - 48]))));
    List<Boolean> dropped =
        link.packets()
            .doOnNext(batch -> link.mtu(1400))
            .map(batch -> batch.isDropped(0))
            .collectList()
            .block();
    assertThat(dropped).containsExactly(false, true);
    assertThat(link.mtu()).isEqualTo(1400);
  }

  @Test
  void theLocalPortIsEphemeralAndDiffersFromLinkToLink() {
    Random random = new Random(5);
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      HopLink link = new HopLink(OURS, hop("4"), 1440, random, () -> 0, drops, ignored -> {});
      assertThat(link.localPort()).isBetween(49_152, 65_535);
      ports.add(link.localPort());
    }
    assertThat(ports).hasSizeGreaterThan(1_500);
  }

  @Test
  void aHopOfAFamilyWithoutAddressIsRefused() {
    List<byte[]> onlyIpv4 = List.of(Packets.address("10.64.0.2"));
    SplittableRandom random = new SplittableRandom(1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new HopLink(onlyIpv4, hop("6"), 1440, random, () -> 0, drops, ignored -> {}))
        .withMessageContaining("IPV6");
    assertThatIllegalArgumentException().isThrownBy(() -> link(hop("4"), 575));
    assertThatIllegalArgumentException().isThrownBy(() -> link(hop("4"), 65_536));
  }
}
