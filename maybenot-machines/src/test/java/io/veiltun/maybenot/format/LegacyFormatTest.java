package io.veiltun.maybenot.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LegacyFormatTest {
  /** The idle keeper and a random machine of an application, as version 1 and as shipped later. */
  private static final String IDLE_1 =
      "789cd5cfbb0900200c04d08b833886adb889389f5bb9801be811acb58ae2837ce02010c158b070555c95"
          + "38b6377a64dbb0ceff242c20b79038507dd169fbede9f629bf6f021efa1b66";

  private static final String IDLE_2 =
      "02eNptjLsNwCAQQ++yQRZImTJlRIfYBDEJA7ERJQtQ0iC+dxSIJ1mWLcv5TsLH9wMmF4KLqwkRAawk2yPR00"
          + "CHX3V3j1GziWvE09NBBWg9Fjk=";
  private static final String RANDOM_1 =
      "789cedd2bd4b82411c07f07b2a48846a089a326889861a9c2452ee12221e0ca2a5201ca5a122fc0bda04"
          + "2544370771f3159c9c0405e51914e45c5414df7d441075f00515c4c553f0117906075f40f0331c77c7dd"
          + "ef8efb1e05a6de8e6f3d96661392ee1c6a9f349b72e6316a6e542c4c980b5dbb24cfbbcccefa1d00d57d"
          + "f145ff44079506a677adacc29623a4780f30288a312e99440f809a7d9b457c4711a1b8cf7249ea2adf75"
          + "cb698e1b4fb50f19dc4d67e0c95d12d354186ab3b1e74f5b9ab7aecc4e70f332e918bfdef6db03ce9042"
          + "a2bba491e88324629022ef85a6f1aa95a3ece0efcb5f5223012039997e3b726455cb84a9f82322db96f6"
          + "ff531dbada6558bb120bdce79915bf6c6bc5f51659febc1141265ee0";
  private static final String RANDOM_2 =
      "02eNpdjr0LQVEYxt9zGES5o4myKVksFM45lEHKx0LJYDAZ5C+QRTHIaGETViYDKYPp3ijFYLj3KkmGK2WwuV"
          + "wiv3rrrafnA1Jm16ijKBQ+6NRDGPJ2E0Xe6YnAD0hFD9nm/ObIHumlv4imZ3Mm8DwvtaxB0Jy1IUex0pYIIB"
          + "30lhuCYkYvwW6nQFSV41R1L8vkmwlgEOONVvEaYt1SwLhdhxn8gdBgEfXU7RFmzeR9YtPPxrbqOVkLsd29XJ"
          + "hIJfbqRomGheLcYUWeFgxQodrq9wcP1E88/w==";

  @Test
  void convertedMachinesAreThoseTheApplicationShippedLater() throws InvalidMachineException {
    assertThat(MachineFormat.parse(IDLE_1)).isEqualTo(MachineFormat.decode(IDLE_2));
    assertThat(MachineFormat.parse(RANDOM_1)).isEqualTo(MachineFormat.decode(RANDOM_2));
  }

  @Test
  void aConvertedMachineIsWrittenAsVersionTwo() throws InvalidMachineException {
    String string = MachineFormat.encode(MachineFormat.parse(IDLE_1));
    assertThat(MachineFormat.decode(string)).isEqualTo(MachineFormat.decode(IDLE_2));
  }

  @Test
  void aCancellingTransitionHasNoEquivalent() {
    // One state: columns are the state, cancel, end.
    assertThat(failure(payload -> payload.putDouble(ROWS + 8 * (3 + 1), 0.5)))
        .isEqualTo(
            "states[0].transitions.PaddingRecv: version 2 has no transition that cancels at byte "
                + (ROWS + 8 * (3 + 1)));
  }

  @Test
  void theColumnAfterCancelEndsTheMachine() throws InvalidMachineException {
    Machine machine = convert(payload -> payload.putDouble(ROWS + 8 * 2, 0.25)).machine();
    assertThat(machine.states().getFirst().on(Event.NORMAL_RECV))
        .contains(List.of(new Transition(Transition.END, 0.25f)));
  }

  @Test
  void blockingKeepsItsDistributions() throws InvalidMachineException {
    Machine machine =
        convert(
                payload -> {
                  constant(payload, DURATION, 7);
                  constant(payload, TIMEOUT, 8);
                  payload.put(FLAGS, (byte) 1);
                })
            .machine();
    State state = machine.states().getFirst();
    assertThat(state.action())
        .contains(
            new Action.BlockOutgoing(
                false, false, Dist.constant(8), Dist.constant(7), Optional.empty()));
  }

  @Test
  void blockingWithoutDurationIsRefused() {
    assertThat(
            failure(payload -> {
              constant(payload, TIMEOUT, 8);
              payload.put(FLAGS, (byte) 1);
            }))
        .isEqualTo("states[0]: an action that blocks without a duration at byte " + DURATION);
  }

  @Test
  void aLimitThatCountsAllPacketsIsReportedAsLost() throws InvalidMachineException {
    assertThat(
            convert(
                    payload -> {
                      constant(payload, TIMEOUT, 8);
                      constant(payload, LIMIT, 8);
                      payload.put(FLAGS + 3, (byte) 1);
                    })
                .losses())
        .singleElement()
        .asString()
        .startsWith("states[0].limitIncludesNonpadding: ");
  }

  @Test
  void unknownNumbersAreRefusedWithTheirPlace() {
    assertThat(failure(payload -> payload.putShort(0, (short) 2)))
        .isEqualTo("version: 2 instead of 1 at byte 0");
    assertThat(failure(payload -> payload.putShort(LIMIT, (short) 11)))
        .isEqualTo("states[0].limit: there is no distribution 11 at byte " + LIMIT);
    assertThat(failure(payload -> payload.putShort(STATES, (short) 2)))
        .startsWith("states[0].transitions.");
  }

  @Test
  void damagedDigitsAreRefused() {
    assertThat(EdgeCasesTest.failure(() -> MachineFormat.parse("789cA0")))
        .isEqualTo("hex: 'A' at 4 is not a lower-case digit");
    assertThat(EdgeCasesTest.failure(() -> MachineFormat.parse("789c0")))
        .isEqualTo("hex: 5 digits are an odd number");
    assertThat(EdgeCasesTest.failure(() -> MachineFormat.parse(IDLE_1 + "00")))
        .isEqualTo("zlib: 1 bytes follow the end of the stream");
  }

  private static final int STATES = 2 + 4 * 8 + 1;
  private static final int DURATION = STATES + 2;
  private static final int LIMIT = DURATION + 34;
  private static final int TIMEOUT = LIMIT + 34;
  private static final int FLAGS = TIMEOUT + 34;
  private static final int ROWS = FLAGS + 4;

  private static void constant(ByteBuffer payload, int offset, double value) {
    payload.putShort(offset, (short) 1).putDouble(offset + 2, value).putDouble(offset + 10, value);
  }

  private static String string(Consumer<ByteBuffer> change) {
    ByteBuffer payload = ByteBuffer.allocate(ROWS + 8 * 8 * 3).order(ByteOrder.LITTLE_ENDIAN);
    payload.putShort(0, (short) 1).putShort(STATES, (short) 1);
    change.accept(payload);
    return HexFormat.of().formatHex(Zlib.deflate(payload.array())).replaceFirst("78da", "789c");
  }

  private static LegacyFormat.Converted convert(Consumer<ByteBuffer> change)
      throws InvalidMachineException {
    return LegacyFormat.convert(string(change));
  }

  private static String failure(Consumer<ByteBuffer> change) {
    return EdgeCasesTest.failure(() -> convert(change));
  }
}
