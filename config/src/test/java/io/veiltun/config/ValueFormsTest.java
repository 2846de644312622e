package io.veiltun.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, endpoints and quantities as text. */
class ValueFormsTest {
  @ParameterizedTest
  @CsvSource({
    "1.2.3, not an IP address",
    "1.2.3.4.5, not an IP address",
    "1.2.3.256, not an IP address",
    "1.2.3.04, not an IP address",
    "1.2.3.4., not an IP address",
    "0x1.2.3.4, not an IP address",
    "'', not an IP address",
    "localhost, not an IP address",
    "fe80::1%eth0, an address with a zone (%) is not supported",
    "1::2::3, not an IPv6 address",
    "1:2:3:4:5:6:7, not an IPv6 address",
    "12345::, not an IPv6 address",
    "[::1], not an IP address",
    "'::ffff:1.2.3.4', 'an IPv4 address written as IPv6, write the IPv4 address'",
  })
  void onlyPlainAddressesAreRead(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpLiteral.parse(text))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "FD77:0:0:0:0:0:0:2, fd77::2",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "::1.2.3.4, ::102:304",
    "10.0.0.255, 10.0.0.255"
  })
  void addressesAreWrittenAsRfc5952Asks(String text, String canonical) {
    assertThat(IpLiteral.format(IpLiteral.parse(text))).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 'prefix length missing, expected 10.0.0.1/32'",
    "fd00::1, 'prefix length missing, expected fd00::1/128'",
    "10.0.0.1/33, 'prefix length 33, expected 0 to 32'",
    "fd00::1/129, 'prefix length 129, expected 0 to 128'",
    "10.0.0.1/, prefix length is not a number from 0 to 32",
    "10.0.0.1/08, prefix length is not a number from 0 to 32",
    "10.0.0.1/-1, prefix length is not a number from 0 to 32",
    "fd00::1/64/64, prefix length is not a number from 0 to 128",
    "/8, not an IP address"
  })
  void onlyAddressAndPrefixLengthIsCidr(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CidrAddress.parse(text))
        .withMessage(message);
  }

  @Test
  void networkClearsExactlyTheBitsBehindThePrefix() throws Exception {
    long seed = 20261123;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      bytes[0] |= 1;
      int length = random.nextInt(8 * bytes.length + 1);
      byte[] expected = bytes.clone();
      for (int bit = length; bit < 8 * bytes.length; bit++) {
        expected[bit / 8] &= (byte) ~(0x80 >> bit % 8);
      }
      CidrAddress network = new CidrAddress(InetAddress.getByAddress(bytes), length).network();
      assertThat(network.address().getAddress()).as("seed %d, run %d", seed, i).isEqualTo(expected);
      assertThat(network.contains(InetAddress.getByAddress(bytes))).isTrue();
    }
  }

  @Test
  void aNetworkContainsItsFamilyOnly() {
    CidrAddress network = CidrAddress.parse("10.66.0.0/16");
    assertThat(network.contains(InetAddress.ofLiteral("10.66.255.1"))).isTrue();
    assertThat(network.contains(InetAddress.ofLiteral("10.67.0.1"))).isFalse();
    assertThat(CidrAddress.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("::1"))).isFalse();
    assertThat(CidrAddress.parse("::/0").contains(InetAddress.ofLiteral("1.1.1.1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1:1",
        "[2001:db8::1]:65535",
        "relay.example.net:51820",
        "relay.:1",
        "a-b:1",
        "4u:1"
      })
  void endpointsKeepHostAndPort(String text) {
    HostPort endpoint = HostPort.parse(text);
    assertThat(endpoint).hasToString(text);
    assertThat(endpoint.literal().isPresent()).isEqualTo(text.matches("[0-9\\[].*[.:].*[.:].*"));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 'port missing, expected host:port'",
    "'192.0.2.1:', port is not a number from 1 to 65535",
    "192.0.2.1:+1, port is not a number from 1 to 65535",
    "192.0.2.1:0, 'port 0, expected 1 to 65535'",
    "192.0.2.1:65536, 'port 65536, expected 1 to 65535'",
    "192.0.2.1:999999, port is not a number from 1 to 65535",
    "2001:db8::1, 'an IPv6 address needs brackets, expected [v6]:port'",
    "[2001:db8::1], 'expected [v6]:port'",
    "[2001:db8::1:1, 'expected [v6]:port'",
    "[192.0.2.1]:1, no IPv6 address in the brackets",
    "[1::2::3]:1, not an IPv6 address",
    "192.0.2.256:1, neither an IP address nor a host name before the port",
    "1234:1, neither an IP address nor a host name before the port",
    "':1', neither an IP address nor a host name before the port",
    "a..b:1, neither an IP address nor a host name before the port",
    "-a:1, neither an IP address nor a host name before the port",
    "a b:1, neither an IP address nor a host name before the port",
  })
  void onlyHostAndPortIsAnEndpoint(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostPort.parse(text))
        .withMessage(message);
  }

  @Test
  void aLongHostNameIsRefusedQuickly() {
    assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse("a".repeat(64) + ":1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostPort.parse("a.".repeat(100_000) + "!:1"));
  }

  @Test
  void quantitiesAreNumbersWithAUnit() {
    assertThat(Quantity.Rate.parse("2 Mbit/s").bitsPerSecond()).isEqualTo(2_000_000);
    assertThat(Quantity.Rate.parse("1.5 kbit/s").bitsPerSecond()).isEqualTo(1_500);
    assertThat(Quantity.Rate.parse("9 bit/s").bitsPerSecond()).isEqualTo(9);
    assertThat(Quantity.DataSize.parse("2 GB").bytes()).isEqualTo(2_000_000_000L);
    assertThat(Quantity.DataSize.parse("2GiB").bytes()).isEqualTo(2L << 30);
    assertThat(Quantity.TimeSpan.parse("500 ms").nanos()).isEqualTo(500_000_000);
    assertThat(Quantity.TimeSpan.parse("0 s").nanos()).isZero();
    assertThat(Quantity.TimeSpan.parse("2 min").nanos()).isEqualTo(120_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource({
    "2000000, 'a bare number, expected one with a unit such as \"2 Mbit/s\"'",
    "2 mbit/s, 'unknown unit, expected one of bit/s, kbit/s, Mbit/s, Gbit/s'",
    "2 MB, 'unknown unit, expected one of bit/s, kbit/s, Mbit/s, Gbit/s'",
    "fast, 'not a number with a unit, expected text such as \"2 Mbit/s\"'",
    "-2 Mbit/s, 'not a number with a unit, expected text such as \"2 Mbit/s\"'",
    "0.5 bit/s, 'too large or too precise, expected text such as \"2 Mbit/s\"'",
    "99999999999999999 Gbit/s, 'too large or too precise, expected text such as \"2 Mbit/s\"'",
  })
  void aBareNumberOrWrongUnitShowsTheRightForm(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantity.Rate.parse(text))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate | text such as \"2 Mbit/s\"",
        "size | text such as \"2 GB\"",
        "time | text such as \"500 ms\""
      })
  void aJsonNumberShowsTheRightForm(String member, String expected) {
    Problems problems = new Problems();
    byte[] json = ("{\"" + member + "\": 5}").getBytes(StandardCharsets.US_ASCII);
    Members members =
        Members.open(
            requireNonNull(JsonTree.parse(json, problems)),
            "",
            new Shape(List.of(member), List.of(), Map.of()),
            problems);
    TextForm<? extends Quantity> form =
        switch (member) {
          case "rate" -> Quantity.Rate.FORM;
          case "size" -> Quantity.DataSize.FORM;
          default -> Quantity.TimeSpan.FORM;
        };
    assertThat(requireNonNull(members).text(member, form)).isNull();
    assertThat(problems.errors())
        .containsExactly(new Problem("/" + member, "a number, expected " + expected));
  }
}
