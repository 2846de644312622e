package io.veiltun.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessagesTest {
  @Test
  void transportHeaderIsLittleEndianAtAnyAlignment() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(32);
      Messages.writeTransportHeader(memory, 5, 0xa0b0c0d0, 0x1000000000000005L);
      assertThat(memory.asSlice(5, 16).toArray(ValueLayout.JAVA_BYTE))
          .isEqualTo(HexFormat.of().parseHex("04000000d0c0b0a00500000000000010"));
      assertThat(Messages.type(memory, 5)).isEqualTo(Messages.TRANSPORT);
      assertThat(Messages.receiver(memory, 5)).isEqualTo(0xa0b0c0d0);
      assertThat(Messages.counter(memory, 5)).isEqualTo(0x1000000000000005L);
    }
  }

  @Test
  void setReservedByteMakesTheTypeUnknown() {
    byte[] message = new byte[Messages.INITIATION_SIZE];
    Messages.writeInt(message, Messages.TYPE, Messages.INITIATION);
    assertThat(Messages.lengthFits(Messages.type(message), message.length)).isTrue();
    message[2] = 1;
    assertThat(Messages.lengthFits(Messages.type(message), message.length)).isFalse();
  }

  @Test
  void onlyTheLengthsOfTheProtocolFit() {
    for (int length = 0; length < 200; length++) {
      assertThat(Messages.lengthFits(Messages.INITIATION, length)).isEqualTo(length == 148);
      assertThat(Messages.lengthFits(Messages.RESPONSE, length)).isEqualTo(length == 92);
      assertThat(Messages.lengthFits(Messages.COOKIE_REPLY, length)).isEqualTo(length == 64);
      assertThat(Messages.lengthFits(Messages.TRANSPORT, length)).isEqualTo(length >= 32);
      assertThat(Messages.lengthFits(0, length)).isFalse();
    }
  }
}
