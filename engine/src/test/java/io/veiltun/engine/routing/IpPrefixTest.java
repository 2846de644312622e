package io.veiltun.engine.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "10.1.2.3/8, 10.0.0.0/8",
    "0.0.0.0/0, 0.0.0.0/0",
    "255.255.255.255/1, 128.0.0.0/1",
    "192.0.2.1, 192.0.2.1/32",
    "::/0, ::/0",
    "::1, ::1/128",
    "2001:DB8:0:0:1:0:0:1/128, 2001:db8::1:0:0:1/128",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1/128",
    "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff/65, 2001:db8:ffff:ffff:8000::/65",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0/128",
    "::ffff:192.0.2.1, ::ffff:c000:201/128",
    "64:ff9b::192.0.2.33/96, 64:ff9b::/96",
  })
  void textIsReadMaskedAndWrittenCanonically(String text, String canonical) {
    assertThat(IpPrefix.parse(text)).hasToString(canonical);
    assertThat(IpPrefix.parse(canonical)).isEqualTo(IpPrefix.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10",
        "10.1",
        "10.0.0",
        "10.0.0.0.0",
        "256.0.0.1",
        "010.0.0.1",
        "1.2.3.-4",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/8/8",
        " 10.0.0.0/8",
        "localhost",
        "example.com/32",
        "::/129",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::12345",
        "::g",
        "fe80::1%eth0",
        "[::1]",
        "::1.2.3",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "0x7f.0.0.1",
        "１.2.3.4",
        "4294967296",
        "::/99999999999"
      })
  void textThatIsNoAddressIsRefusedByName(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpPrefix.parse(text))
        .withMessageContaining("\"" + text + "\"");
  }

  @Test
  void randomPrefixesReadAndPrintAsAnIndependentLibraryDoes() {
    long seed = 17;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] address = new byte[random.nextBoolean() ? 4 : 16];
      for (int at = 0; at < address.length; at += 2) {
        if (random.nextBoolean()) {
          address[at] = (byte) random.nextInt(256);
          address[at + 1] = (byte) random.nextInt(256);
        }
      }
      int length = random.nextInt(address.length * 8 + 1);
      IpPrefix prefix = IpPrefix.of(address, length);
      IPAddress expected =
          new IPAddressString(prefix.toString()).getAddress().toPrefixBlock().getLower();
      assertThat(prefix.address())
          .as("seed %d, prefix %d: %s", seed, i, prefix)
          .isEqualTo(expected.getBytes());
      assertThat(prefix.toString()).isEqualTo(expected.toCanonicalString());
      assertThat(IpPrefix.parse(prefix.toString())).isEqualTo(prefix);
    }
  }

  @Test
  void aBlockContainsItsPartsOnly() {
    IpPrefix ten = IpPrefix.parse("10.0.0.0/8");
    assertThat(ten.contains(ten)).isTrue();
    assertThat(ten.contains(IpPrefix.parse("10.255.0.1"))).isTrue();
    assertThat(ten.contains(IpPrefix.parse("11.0.0.0"))).isFalse();
    assertThat(ten.contains(IpPrefix.parse("10.0.0.0/7"))).isFalse();
    assertThat(IpPrefix.parse("0.0.0.0/0").contains(IpPrefix.parse("::/0"))).isFalse();
    assertThat(IpPrefix.parse("fc00::/65").contains(IpPrefix.parse("fc00::8000:0:0:1"))).isFalse();
  }

  @Test
  void lengthsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.of(new byte[4], 33));
    assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.of(new byte[16], 129));
    assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.of(new byte[16], -1));
    assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.of(new byte[5], 8));
  }
}
