package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTableTest {
  private static final int IPV4 = 0x0800;
  private static final int HEADERS = 28;
  private static final int SEGMENT = 64;

  private final MessageTable table = new MessageTable();

  /** One UDP datagram whose payload are messages of one size, the last of another type. */
  private static ByteBuffer packet(int transports, int lastType, int lastBytes) {
    int length = HEADERS + transports * SEGMENT + lastBytes;
    ByteBuffer packet = ByteBuffer.allocate(length);
    packet.put(0, (byte) 0x45).putShort(2, (short) length);
    packet.put(8, (byte) 64).put(9, (byte) 17).putInt(12, 0xc000020a).putInt(16, 0xc0000201);
    packet.putShort(20, (short) 40000).putShort(22, (short) 51820);
    packet.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < transports; i++) {
      int at = HEADERS + i * SEGMENT;
      packet.putInt(at, Message.TRANSPORT).putInt(at + 4, 77).putLong(at + 8, 100 + i);
    }
    if (lastBytes > 0) {
      packet.putInt(length - lastBytes, lastType);
    }
    return packet;
  }

  private void add(ByteBuffer packet, int segment) {
    PacketHeader header = PacketHeader.read(packet, IPV4);
    table.add(packet, header, true, packet.capacity(), segment);
  }

  @Test
  void everyMessageOfSuperPacketIsRead() {
    add(packet(3, 1, 32), SEGMENT);

    assertThat(table.counts())
        .extracting(count -> count.message().type(), count -> count.message().length())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Message.TRANSPORT, HEADERS + SEGMENT),
            org.assertj.core.groups.Tuple.tuple(1, HEADERS + 32));
    MessageCount transport = table.counts().getFirst();
    assertThat(transport.count()).isEqualTo(3);
    assertThat(transport.counters()).isEqualTo(3);
    assertThat(transport.message().receiver()).isEqualTo(77);
    assertThat(table.unlisted()).isZero();
  }

  @Test
  void messagesThatDifferInOneHeaderFieldAreCountedApart() {
    ByteBuffer other = packet(1, 0, 0);
    other.put(1, (byte) 4);
    add(packet(1, 0, 0), 0);
    add(other, 0);
    add(packet(1, 0, 0), 0);

    assertThat(table.counts()).extracting(MessageCount::count).containsExactly(2L, 1L);
  }

  @Test
  void payloadWithoutTypeIsNotOverlooked() {
    add(packet(0, 0, 0).limit(HEADERS), 0);
    assertThat(table.counts()).isEmpty();
    ByteBuffer stub = ByteBuffer.allocate(HEADERS + 2).put(packet(0, 0, 0)).clear();
    add(stub, 0);
    assertThat(table.unlisted()).isEqualTo(1);
  }

  @Test
  void onlyWhatCameLaterIsLeftOfTwoStates() {
    add(packet(2, 1, 32), SEGMENT);
    List<MessageCount> before = table.counts();
    add(packet(5, 0, 0), SEGMENT);

    List<MessageCount> added = MessageCount.since(before, table.counts());
    assertThat(added).hasSize(1);
    assertThat(added.getFirst().count()).isEqualTo(5);
    assertThat(added.getFirst().counters()).isEqualTo(3);
  }
}
