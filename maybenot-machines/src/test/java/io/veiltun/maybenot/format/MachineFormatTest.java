package io.veiltun.maybenot.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineFormatTest {
  private static final String NOOP = "02eNpjYEAHjOgCAAA0AAI=";

  private static final Machine PADDING =
      machine(
          State.builder().on(Event.NORMAL_SENT, 1).build(),
          State.builder()
              .action(
                  new Action.SendPadding(true, false, Dist.at(20), Optional.of(Dist.constant(3))))
              .build());

  private static Machine machine(State... states) {
    return new Machine(Machine.UNLIMITED, 0.5, 250, 0, List.of(states));
  }

  private static String failure(byte[] payload) {
    return EdgeCasesTest.failure(() -> MachineFormat.parsePayload(payload));
  }

  @Test
  void everyCutOfAPayloadNamesAFieldAndItsEnd() {
    byte[] payload = MachineFormat.payload(PADDING);
    for (int length = 0; length < payload.length; length++) {
      assertThat(failure(Arrays.copyOf(payload, length)))
          .matches("[a-zA-Z0-9\\[\\].]+: truncated at byte " + length);
    }
  }

  @Test
  void theFieldOfATruncationIsItsFullPath() {
    byte[] payload = MachineFormat.payload(PADDING);
    int afterTimeout = 1 + 33 + 2 + 13;
    int timeout = payload.length - afterTimeout - 33;
    assertThat(failure(Arrays.copyOf(payload, timeout + 4)))
        .isEqualTo("states[1].action.timeout.low: truncated at byte " + (timeout + 4));
  }

  @Test
  void trailingBytesAreCounted() {
    byte[] payload = MachineFormat.payload(PADDING);
    assertThat(failure(Arrays.copyOf(payload, payload.length + 3)))
        .isEqualTo("payload: 3 bytes follow the machine at byte " + payload.length);
  }

  @Test
  void integersTakeTheShortestForm() {
    for (long value : new long[] {0, 250, 251, 0xffff, 0x1_0000, 0xffff_ffffL, 1L << 32, -1}) {
      Machine machine = new Machine(value, 0, 0, 0, PADDING.states());
      int length = MachineFormat.payload(machine).length;
      int expected =
          Long.compareUnsigned(value, 250) <= 0
              ? 1
              : Long.compareUnsigned(value, 0xffff) <= 0
                  ? 3
                  : Long.compareUnsigned(value, 0xffff_ffffL) <= 0 ? 5 : 9;
      Machine one = new Machine(0, 0, 0, 0, PADDING.states());
      assertThat(length - MachineFormat.payload(one).length)
          .as("%d", value)
          .isEqualTo(expected - 1);
    }
  }

  @Test
  void notANumberKeepsItsBits() throws InvalidMachineException {
    double odd = Double.longBitsToDouble(0x7ff8_0000_dead_beefL);
    Machine machine =
        machine(
            State.builder()
                .action(
                    new Action.SendPadding(
                        false,
                        false,
                        new Dist(new DistType.Normal(odd, 1), odd, -0.0),
                        Optional.empty()))
                .build());
    byte[] payload = MachineFormat.payload(machine);
    assertThat(MachineFormat.payload(MachineFormat.parsePayload(payload))).isEqualTo(payload);
  }

  @Test
  void textAfterTheStreamIsRefused() {
    byte[] stream = Base64.getDecoder().decode(NOOP.substring(2));
    byte[] longer = Arrays.copyOf(stream, stream.length + 2);
    assertThat(failure(longer, "zlib")).isEqualTo("zlib: 2 bytes follow the end of the stream");
  }

  @Test
  void everyCutOfAStreamIsRefused() {
    byte[] stream = Base64.getDecoder().decode(NOOP.substring(2));
    for (int length = 1; length < stream.length; length++) {
      assertThat(failure(Arrays.copyOf(stream, length), "zlib")).startsWith("zlib: truncated");
    }
  }

  @Test
  void noChangedBitOfAStreamYieldsAnotherMachine() throws InvalidMachineException {
    Machine noop = MachineFormat.decode(NOOP);
    byte[] stream = Base64.getDecoder().decode(NOOP.substring(2));
    int same = 0;
    for (int bit = 0; bit < 8 * stream.length; bit++) {
      byte[] changed = stream.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        String string = "02" + Base64.getEncoder().encodeToString(changed);
        assertThat(MachineFormat.decode(string)).as("bit %d", bit).isEqualTo(noop);
        same++;
      } catch (InvalidMachineException e) {
        assertThat(e).as("bit %d", bit).hasMessageMatching("zlib: .*|.* at byte .*");
      }
    }
    assertThat(same).as("unused bits between the last block and the checksum").isLessThan(8);
  }

  private static String failure(byte[] stream, String what) {
    String string = "02" + Base64.getEncoder().encodeToString(stream);
    assertThat(string).as(what).isNotEqualTo(NOOP);
    return EdgeCasesTest.failure(() -> MachineFormat.decode(string));
  }

  @Test
  void inflationStopsAtTheLimit() throws InvalidMachineException {
    byte[] most = new byte[MachineFormat.MAX_PAYLOAD];
    assertThat(Zlib.inflate(Zlib.deflate(most), most.length)).isEqualTo(most);
    byte[] bomb = Zlib.deflate(new byte[64 << 20]);
    assertThat(EdgeCasesTest.failure(() -> Zlib.inflate(bomb, most.length)))
        .isEqualTo("zlib: inflates to more than 1048576 bytes");
  }

  @Test
  void aStringBeyondAnyPayloadIsNotRead() {
    String string = "02" + "A".repeat(MachineFormat.MAX_STRING);
    assertThat(EdgeCasesTest.failure(() -> MachineFormat.decode(string))).startsWith("string: ");
  }

  @Test
  void base64IsOneTextForOneValue() {
    assertThat(base64("Zm9v=")).contains("not a multiple of 4");
    assertThat(base64("Zm9=")).contains("bits that belong to nothing");
    assertThat(base64("Zh==")).contains("bits that belong to nothing");
    assertThat(base64("Z===")).isEqualTo("base64: '=' at 1 is not in the alphabet");
    assertThat(base64("====")).isEqualTo("base64: '=' at 0 is not in the alphabet");
    assertThat(base64("Zg==Zg==")).isEqualTo("base64: '=' at 2 is not in the alphabet");
    assertThat(base64("Zm\n9")).isEqualTo("base64: character U+000A at 2 is not in the alphabet");
    assertThat(base64("Zm_-")).isEqualTo("base64: '_' at 2 is not in the alphabet");
  }

  private static String base64(String text) {
    return EdgeCasesTest.failure(() -> StrictBase64.decode(text, 0));
  }

  @Test
  void base64AgreesWithThePlatformOnEveryLength() throws InvalidMachineException {
    for (int length = 0; length < 70; length++) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (i * 89 + length);
      }
      String text = "x" + Base64.getEncoder().encodeToString(bytes);
      assertThat(StrictBase64.decode(text, 1)).isEqualTo(bytes);
    }
  }

  @Test
  void aMachineTooLargeToReadIsNotWritten() {
    State empty = State.builder().build();
    Machine machine =
        new Machine(0, 0, 0, 0, Collections.nCopies(MachineFormat.MAX_PAYLOAD / 16, empty));
    assertThatThrownBy(() -> MachineFormat.encode(machine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1048576");
  }

  @Test
  void theLargestListsAreReadInLinearTime() throws InvalidMachineException {
    State.Builder many = State.builder();
    List<State> states = new ArrayList<>();
    int count = 30_000;
    for (int i = 0; i < count; i++) {
      many.on(Event.NORMAL_RECV, i, 1e-5f);
    }
    states.add(many.build());
    for (int i = 1; i < count; i++) {
      states.add(State.builder().build());
    }
    Machine machine = new Machine(0, 0, 0, 0, states);
    assertThat(MachineFormat.decode(MachineFormat.encode(machine))).isEqualTo(machine);
  }
}
