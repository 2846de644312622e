package io.veiltun.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusDocumentTest {
  @Test
  void jsonGivesTheSameDocumentBack() {
    StatusDocument document = Samples.client(10);

    assertThat(StatusJson.parse(StatusJson.line(document))).isEqualTo(document);
    assertThat(StatusJson.line(document))
        .doesNotContain("\n")
        .contains("\"interface\":\"veil0\"", "\"role\":\"client\"", "\"size_padding\":{", "\"tx\"");
  }

  @Test
  void jsonTellsWhatDaitaDoes() {
    StatusDocument document = Samples.shaped(5);

    assertThat(StatusJson.parse(StatusJson.line(document))).isEqualTo(document);
    assertThat(StatusJson.line(document))
        .contains("\"decoy\":{", "\"defence\":\"ratio 3\"", "\"path\":\"confirmed\"");
  }

  @Test
  void tableSplitsTheOverheadByItsCause() {
    UnaryOperator<String> plain = UnaryOperator.identity();

    String text = new StatusTable(Samples.START, plain, plain).render(Samples.shaped(5));

    assertThat(text)
        .contains("  DECOY ", "81 % (sizes 10 %, decoys 71 %)\n")
        .contains(
            "  DAITA entry: ratio 3 (1 machine); datagrams of 1452 bytes, path confirmed;"
                + " budget 1.91 MiB left today; decoys sent 5, replaced 4, suppressed 2 (busy 2);"
                + " packets held 3 now, 12 in all\n")
        .doesNotContain("DAITA exit");
  }

  @Test
  void overheadIsAddedUpFromItsCauses() {
    PeerStatus entry = Samples.shaped(5).peers().getFirst();

    assertThat(entry.overheadRatio(Direction.TX, PacketKind.SIZE_PADDING)).isEqualTo(0.1);
    assertThat(entry.overheadRatio(Direction.TX, PacketKind.DECOY)).isEqualTo(0.71);
    assertThat(entry.overheadRatio(Direction.TX)).isEqualTo(0.81);
    assertThat(entry.overheadRatio(Direction.RX)).isZero();
  }

  @Test
  void otherTextIsRefused() {
    assertThatThrownBy(() -> StatusJson.parse("stopping"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tableShowsHopsTrafficAndDrops() {
    UnaryOperator<String> plain = UnaryOperator.identity();
    String text =
        new StatusTable(Samples.START.plusSeconds(90), plain, text2 -> text2 + "!")
            .render(Samples.client(10));

    assertThat(text)
        .isEqualTo(
            """
            veil0  client, path down!, MTU 1340, since 2026-11-23T10:00:00Z (1 min 30 s)
              HOP    ENDPOINT         HANDSHAKE  RTT    MTU             DATA      SIZE PADDING  DECOY  KEEPALIVE  HANDSHAKE  COOKIE  OVERHEAD
              entry  192.0.2.1:51820  30 s ago   13 ms  1420  sent      9.77 KiB  1000 B        0 B    0 B        296 B      0 B     10 %
                                                              received  0 B       0 B           0 B    96 B       0 B        0 B     0 %
              exit   -                none yet   -      1340  sent      0 B       0 B           0 B    0 B        0 B        0 B     0 %
                                                              received  0 B       0 B           0 B    0 B        0 B        0 B     0 %
              dropped outbound: 7, no_route
              dropped from entry: 5, bad_tag
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 B",
    "1000,1000 B",
    "1023,1023 B",
    "1024,1.00 KiB",
    "10239,10.0 KiB",
    "102297,99.9 KiB",
    "1048576,1.00 MiB",
    "9223372036854775807,8.00 EiB"
  })
  void bytesHaveAtLeastThreeDigitsAndAUnit(long bytes, String text) {
    assertThat(Quantity.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"-5,0 s", "59,59 s", "61,1 min 1 s", "3700,1 h 1 min", "90000,1 d 1 h"})
  void agesHaveTwoUnits(long seconds, String text) {
    assertThat(Quantity.age(Duration.ofSeconds(seconds))).isEqualTo(text);
  }
}
