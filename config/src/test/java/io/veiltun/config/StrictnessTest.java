package io.veiltun.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that hold for any member. */
class StrictnessTest {
  @TempDir Path folder;

  @Test
  void schemaMemberIsIgnoredAtTheRootOnly() {
    assertThat(Draft.client(folder).set("/$schema", "null").problems()).isEmpty();
    assertThat(Draft.client(folder).setText("/hops/0/$schema", "x").problems())
        .containsExactly("/hops/0/$schema: unknown member");
  }

  @ParameterizedTest
  @CsvSource({
    "allowedIPs, allowedIps",
    "allowed_ips, allowedIps",
    "endpiont, endpoint",
    "preshared-key, presharedKey",
    "Adresses, addresses"
  })
  void misspeltMemberGetsASuggestion(String written, String meant) {
    assertThat(Draft.client(folder).setText("/hops/1/" + written, "x").problems())
        .containsExactly("/hops/1/" + written + ": unknown member, did you mean " + meant + "?");
  }

  @Test
  void memberUnlikeAnyOtherIsOnlyUnknown() {
    assertThat(Draft.client(folder).setText("/colour", "red").problems())
        .containsExactly("/colour: unknown member");
  }

  @Test
  void nullIsNotAValue() {
    assertThat(Draft.client(folder).set("/interface/mtu", "null").problems())
        .containsExactly("/interface/mtu: null, leave the member out instead");
  }

  @Test
  void missingMembersAreAllNamed() {
    Draft draft =
        Draft.client(folder)
            .remove("/interface/name")
            .remove("/hops/0/publicKey")
            .remove("/hops/0/endpoint")
            .remove("/hops/1/addresses");
    assertThat(draft.problems())
        .containsExactlyInAnyOrder(
            "/interface/name: missing",
            "/hops/0/publicKey: missing",
            "/hops/0/endpoint: missing",
            "/hops/1/addresses: missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/interface | 3 | a number, expected an object",
        "/interface/name | 3 | a number, expected text such as \"veil0\"",
        "/interface/mtu | \"1420\" | text, expected a whole number from 576 to 65535",
        "/interface/mtu | 1420.0 | a number with a fraction or exponent, expected a whole number"
            + " from 576 to 65535",
        "/interface/dns | \"10.64.0.1\" | text, expected an array of texts",
        "/interface/dns/0 | null | null, expected text such as \"10.64.0.1\"",
        "/privateKey | 3 | a number, expected 44 characters of base64 as text or {\"file\": \"…\"}",
        "/privateKey/file | 3 | a number, expected text such as \"laptop.key\"",
        "/hops | {} | an object, expected an array of objects",
        "/hops/1 | \"exit\" | text, expected an object",
        "/hops/0/name | true | true, expected text such as \"entry\"",
        "/hops/0/publicKey | 3 | a number, expected 44 characters of base64 as text",
        "/hops/0/endpoint | 51820 | a number, expected text such as \"192.0.2.1:51820\"",
        "/hops/0/addresses/0 | 10 | a number, expected text such as \"10.66.0.2/32\"",
        "/hops/0/keepalive | \"25 s\" | text, expected a whole number from 0 to 65535",
        "/hops/1/allowedIps/0 | [] | an array, expected text such as \"10.66.0.0/16\"",
        "/killSwitch | \"no\" | text, expected true or false",
        "/metrics/listen | 9586 | a number, expected text such as \"127.0.0.1:9586\"",
      })
  void wrongTypeSaysWhatWasFoundAndWhatIsExpected(String pointer, String json, String message) {
    assertThat(Draft.client(folder).set(pointer, json).problems())
        .containsExactly(pointer + ": " + message);
  }

  @Test
  void allErrorsAreListedAtOnce() {
    String json =
        """
        {
          "interface": { "name": "much-too-long-for-linux", "mtu": 100, "mtu": 200, "dns": ["one"] },
          "hops": [
            { "name": "a", "publicKey": "%s", "endpoint": "192.0.2.1", "addresses": ["10.0.0.1"],
              "allowedIps": ["10.0.0.0/8"], "daita": { "defense": 1 } },
            { "name": "a", "publicKey": "short", "endpoint": "[2001:db8::1]:0", "addresses": [],
              "allowedIps": ["10.0.0.1/8"], "keepalive": 65536, "color": 1 }
          ],
          "killSwitch": true,
          "metrics": {}
        } and more
        """
            .formatted(Draft.key(1));
    assertThat(read(json))
        .containsExactlyInAnyOrder(
            "line 11, column 3: text after the end of the profile",
            "/interface/mtu: given more than once",
            "/interface/name: not an interface name, expected 1 to 15 letters, digits, _ . or -",
            "/interface/mtu: 100, expected a whole number from 576 to 65535",
            "/interface/dns/0: not an IP address",
            "/hops/0/endpoint: port missing, expected host:port",
            "/hops/0/addresses/0: prefix length missing, expected 10.0.0.1/32",
            "/hops/0/allowedIps: only matters on the last hop, remove it",
            "/hops/0/daita/defense: unknown member, did you mean defence?",
            "/hops/1/name: already the name of /hops/0",
            "/hops/1/publicKey: 5 characters of base64, expected 44",
            "/hops/1/endpoint: port 0, expected 1 to 65535",
            "/hops/1/addresses: empty, expected at least one",
            "/hops/1/allowedIps/0: bits set behind the prefix, expected 10.0.0.0/8",
            "/hops/1/keepalive: 65536, expected a whole number from 0 to 65535",
            "/hops/1/color: unknown member",
            "/privateKey: missing",
            "/metrics/listen: missing");
  }

  @Test
  void neitherHopsNorPeersIsNoProfile() {
    assertThat(Draft.client(folder).remove("/hops").problems())
        .containsExactly("hops (of a client) or peers (of a relay) missing");
    assertThat(Draft.relay(folder).remove("/peers").set("/peer", "[]").problems())
        .containsExactly(
            "/peer: unknown member, did you mean peers?",
            "hops (of a client) or peers (of a relay) missing");
  }

  @Test
  void hopsAndPeersExcludeEachOther() {
    assertThat(Draft.client(folder).set("/peers", "[]").problems())
        .containsExactly(
            "/peers: hops and peers exclude each other: a client has hops, a relay has peers");
  }

  @Test
  void aProfileIsAnObject() {
    assertThat(read("[]")).containsExactly("an array, expected an object");
    assertThat(read("\"x\"")).containsExactly("text, expected an object");
    assertThat(read("null")).containsExactly("null, expected an object");
  }

  private List<String> read(String json) {
    return Draft.problems(
        ProfileReader.read(
            json.getBytes(StandardCharsets.UTF_8), folder.resolve("p.json"), Draft.STRICT));
  }
}
