package io.veiltun.cli.uapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.tunnel.AllowedIpChange;
import io.veiltun.engine.tunnel.PeerChange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  private static final String KEY = "ab".repeat(32);
  private static final String OTHER = "0C".repeat(32);
  private static final String ZERO = "00".repeat(32);

  private static final int BUDGET = 3 << 20;

  private final RequestBudget budget = new RequestBudget(BUDGET);
  private final RequestReader reader =
      new RequestReader(budget, zone -> zone.equals("eth0") ? 7 : -19);

  private List<Request> read(String text) {
    return read(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private List<Request> read(byte[] bytes) {
    List<Request> requests = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Request request = reader.next(buffer);
    while (request != null) {
      requests.add(request);
      request = reader.next(buffer);
    }
    return requests;
  }

  private DeviceChange set(String lines) {
    List<Request> requests = read("set=1\n" + lines + "\n");
    assertThat(requests).singleElement().isInstanceOf(Request.Set.class);
    return ((Request.Set) requests.getFirst()).change();
  }

  private PeerChange peer(String lines) {
    List<PeerChange> peers = set("public_key=" + KEY + "\n" + lines).tunnel().peers();
    assertThat(peers).hasSize(1);
    return peers.getFirst();
  }

  private int errno(String text) {
    List<Request> requests = read(text);
    assertThat(requests).singleElement().isInstanceOf(Request.Refused.class);
    Request.Refused refused = (Request.Refused) requests.getFirst();
    assertThat(refused.hangUp()).isFalse();
    assertThat(refused.failure().explanation()).isNotBlank().doesNotContain("\n");
    return refused.failure().errno();
  }

  private int setErrno(String lines) {
    return errno("set=1\n" + lines + "\n");
  }

  @Test
  void getIsTwoLines() {
    assertThat(read("get=1\n\n")).containsExactly(new Request.Get());
  }

  @Test
  void emptySetChangesNothing() {
    DeviceChange change = set("");

    assertThat(change.tunnel().privateKey()).isEmpty();
    assertThat(change.tunnel().replacePeers()).isFalse();
    assertThat(change.tunnel().peers()).isEmpty();
    assertThat(change.listenPort()).isEmpty();
    assertThat(change.fwmark()).isEmpty();
    assertThat(change.daita()).isEmpty();
  }

  @Test
  void deviceSectionIsUnderstood() {
    DeviceChange change =
        set(
            "private_key="
                + OTHER
                + "\nlisten_port=51820\nfwmark=4294967295\nreplace_peers=true\n");

    assertThat(change.tunnel().privateKey().orElseThrow().bytes())
        .isEqualTo(HexFormat.of().parseHex(OTHER));
    assertThat(change.listenPort()).hasValue(51820);
    assertThat(change.fwmark()).hasValue(-1);
    assertThat(change.tunnel().replacePeers()).isTrue();
  }

  @Test
  void lastOfARepeatedKeyWins() {
    DeviceChange change =
        set("private_key=" + KEY + "\nprivate_key=" + ZERO + "\nlisten_port=1\nlisten_port=2\n");

    assertThat(change.tunnel().privateKey().orElseThrow().isZero()).isTrue();
    assertThat(change.listenPort()).hasValue(2);
    PeerChange peer = peer("preshared_key=" + KEY + "\npreshared_key=" + OTHER + "\n");
    assertThat(peer.presharedKey().orElseThrow().bytes()[0]).isEqualTo((byte) 0x0C);
  }

  @Test
  void peerSectionIsUnderstood() {
    PeerChange peer =
        peer(
            "update_only=true\npreshared_key="
                + OTHER
                + "\nendpoint=192.0.2.1:51820\npersistent_keepalive_interval=65535\n"
                + "replace_allowed_ips=true\nallowed_ip=10.1.2.3/8\nallowed_ip=-fd00::1/64\n"
                + "protocol_version=1\n");

    assertThat(peer.publicKey().bytes()).isEqualTo(HexFormat.of().parseHex(KEY));
    assertThat(peer.updateOnly()).isTrue();
    assertThat(peer.remove()).isFalse();
    assertThat(peer.presharedKey().orElseThrow())
        .isEqualTo(SecretKey.copyOf(HexFormat.of().parseHex(OTHER)));
    assertThat(peer.endpoint()).map(Endpoint::toString).hasValue("192.0.2.1:51820");
    assertThat(peer.persistentKeepalive()).hasValue(65535);
    assertThat(peer.replaceAllowedIps()).isTrue();
    assertThat(peer.allowedIps())
        .containsExactly(
            new AllowedIpChange(IpPrefix.parse("10.0.0.0/8"), true),
            new AllowedIpChange(IpPrefix.parse("fd00::/64"), false));
  }

  @Test
  void onlyAPublicKeyMakesAPeerAndNothingElse() {
    assertThat(peer("")).isEqualTo(PeerChange.of(peer("").publicKey()));
    assertThat(peer("remove=true\n").remove()).isTrue();
  }

  @Test
  void aPublicKeyEndsTheSectionBefore() {
    List<PeerChange> peers =
        set("public_key="
                + KEY
                + "\npublic_key="
                + OTHER
                + "\nremove=true\npublic_key="
                + KEY
                + "\n")
            .tunnel()
            .peers();

    assertThat(peers).extracting(PeerChange::remove).containsExactly(false, true, false);
    assertThat(peers.getFirst().publicKey()).isEqualTo(peers.getLast().publicKey());
  }

  /** Lines act in order: the address is taken from whom it belonged to, and then given up. */
  @Test
  void allowedIpBeforeReplaceAllowedIpsIsGivenUp() {
    PeerChange peer = peer("allowed_ip=10.0.0.0/8\nreplace_allowed_ips=true\nallowed_ip=::/0\n");

    assertThat(peer.replaceAllowedIps()).isTrue();
    assertThat(peer.allowedIps())
        .containsExactly(
            new AllowedIpChange(IpPrefix.parse("10.0.0.0/8"), true),
            new AllowedIpChange(IpPrefix.parse("10.0.0.0/8"), false),
            new AllowedIpChange(IpPrefix.parse("::/0"), true));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1:1, 192.0.2.1:1, 0",
    "[2001:db8::1]:51820, [2001:db8:0:0:0:0:0:1]:51820, 0",
    "[fe80::1%eth0]:65535, [fe80:0:0:0:0:0:0:1]:65535, 7",
    "[fe80::1%12]:9, [fe80:0:0:0:0:0:0:1]:9, 12",
    "[::ffff:192.0.2.9]:9, 192.0.2.9:9, 0"
  })
  void endpointIsUnderstood(String text, String expected, int scope) {
    Endpoint endpoint = peer("endpoint=" + text + "\n").endpoint().orElseThrow();

    assertThat(endpoint).hasToString(expected);
    assertThat(endpoint.scopeId()).isEqualTo(scope);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "endpoint=192.0.2.1",
        "endpoint=192.0.2.1:",
        "endpoint=192.0.2.1:65536",
        "endpoint=192.0.2.1:-1",
        "endpoint=192.0.2.256:1",
        "endpoint=[192.0.2.1]:1",
        "endpoint=2001:db8::1:1",
        "endpoint=[2001:db8::1:1",
        "endpoint=[2001:db8::1]",
        "endpoint=[fe80::1%nowhere]:1",
        "endpoint=[fe80::1%]:1",
        "endpoint=[fe80::1%0]:1",
        "endpoint=192.0.2.1%eth0:1",
        "endpoint=192.0.2.0/24:1",
        "endpoint=localhost:1",
        "endpoint=:1",
        "endpoint=",
        "endpoint=]:1",
        "endpoint=[]:1",
        "allowed_ip=10.0.0.0",
        "allowed_ip=10.0.0.0/33",
        "allowed_ip=10.0.0.0/",
        "allowed_ip=10.0.0.0/-1",
        "allowed_ip=10.0.0.0/255.0.0.0",
        "allowed_ip=+10.0.0.0/8",
        "allowed_ip=--10.0.0.0/8",
        "allowed_ip=::/129",
        "allowed_ip=",
        "allowed_ip=-",
        "preshared_key=abcd",
        "preshared_key=",
        "preshared_key=zz",
        "persistent_keepalive_interval=65536",
        "persistent_keepalive_interval=-1",
        "persistent_keepalive_interval=off",
        "persistent_keepalive_interval=",
        "persistent_keepalive_interval=99999999999999999999",
        "replace_allowed_ips=false",
        "remove=1",
        "update_only=yes",
        "protocol_version=2",
        "protocol_version=",
        "private_key=abcd",
        "listen_port=1",
        "fwmark=1",
        "replace_peers=true",
        "colour=red",
        "=",
        "=true",
        "daita_enable=2",
        "daita_enable=true",
        "daita_machine=02abc",
        "daita_max_decoy_frac=0.5",
        "daita_frobnicate=1"
      })
  void aBadPeerLineIsInvalid(String line) {
    assertThat(setErrno("public_key=" + KEY + "\n" + line + "\n")).isEqualTo(22);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "private_key=abcd",
        "private_key=",
        "listen_port=65536",
        "listen_port=",
        "listen_port=off",
        "listen_port= 1",
        "listen_port=1\r",
        "fwmark=4294967296",
        "fwmark=0x1",
        "fwmark=-1",
        "replace_peers=false",
        "replace_peers=",
        "preshared_key=abcd",
        "allowed_ip=10.0.0.0/8",
        "public_key=abcd",
        "colour=red"
      })
  void aBadDeviceLineIsInvalid(String line) {
    assertThat(setErrno(line + "\n")).isEqualTo(22);
  }

  @Test
  void aKeyWithOneWrongDigitIsInvalid() {
    assertThat(setErrno("private_key=" + KEY.substring(1) + "g\n")).isEqualTo(22);
    assertThat(setErrno("private_key=" + KEY + "0\n")).isEqualTo(22);
    assertThat(setErrno("private_key=" + "ÿ".repeat(64) + "\n")).isEqualTo(22);
  }

  @Test
  void aLineWithoutEqualsSignIsAProtocolError() {
    assertThat(setErrno("listen_port\n")).isEqualTo(71);
    assertThat(setErrno("public_key=" + KEY + "\nremove\n")).isEqualTo(71);
  }

  @Test
  void nulBytesAreNotUnderstood() {
    assertThat(setErrno("listen_port=1\0\n")).isEqualTo(22);
    assertThat(setErrno("\0\n")).isEqualTo(71);
  }

  @Test
  void moreThanAnEmptyLineAfterGetIsInvalid() {
    assertThat(errno("get=1\nlisten_port=1\n\n")).isEqualTo(22);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "get=2\n", "GET / HTTP/1.1\r\n", "get=1\r\n", "private_key=00\n"})
  void whoSpeaksAnotherProtocolIsToldAndHungUpOn(String text) {
    assertThat(read(text))
        .singleElement()
        .isInstanceOfSatisfying(
            Request.Refused.class,
            refused -> {
              assertThat(refused.hangUp()).isTrue();
              assertThat(refused.failure().errno()).isEqualTo(71);
            });
  }

  @Test
  void theRestOfARefusedRequestIsNoNewRequest() {
    List<Request> requests =
        read("set=1\nnonsense\nlisten_port=5\nget=1\nset=1\n\nset=1\nlisten_port=6\n\n");

    assertThat(requests).hasSize(2);
    assertThat(requests.getFirst()).isInstanceOf(Request.Refused.class);
    assertThat(requests.getLast())
        .isInstanceOfSatisfying(
            Request.Set.class, set -> assertThat(set.change().listenPort()).hasValue(6));
  }

  @Test
  void theFirstErrorOfARequestIsTold() {
    assertThat(setErrno("nonsense\nlisten_port=x\n")).isEqualTo(71);
  }

  @Test
  void requestsWithoutTheirEmptyLineComeToNothing() {
    assertThat(read("set=1\nlisten_port=5\n")).isEmpty();
    assertThat(reader.isUnfinished()).isTrue();
    reader.close();
    assertThat(budget.take(BUDGET)).isTrue();
  }

  @Test
  void anyNumberOfRequestsInAnyPieces() {
    String text =
        "get=1\n\nset=1\nlisten_port=5\npublic_key=" + KEY + "\nallowed_ip=::/0\n\nget=1\n\n";
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Request> requests = new ArrayList<>();
      for (int from = 0; from < bytes.length; ) {
        int to = Math.min(bytes.length, from + 1 + random.nextInt(20));
        requests.addAll(read(java.util.Arrays.copyOfRange(bytes, from, to)));
        from = to;
      }
      assertThat(requests).as("seed %d", seed).hasSize(3);
      assertThat(((Request.Set) requests.get(1)).change().tunnel().peers()).hasSize(1);
      assertThat(reader.isUnfinished()).isFalse();
    }
  }

  @Test
  void aLineOf64KibibytesIsReadAndALongerOneIsNot() {
    String longest = "x=" + "y".repeat(Line.LIMIT - 2);
    assertThat(setErrno(longest + "\n")).isEqualTo(22);
    assertThat(setErrno(longest + "y\n")).isEqualTo(5);
    assertThat(setErrno("x".repeat(3 << 20) + "\n")).isEqualTo(5);
    assertThat(read("x".repeat(3 << 20) + "\n"))
        .singleElement()
        .isInstanceOfSatisfying(
            Request.Refused.class, refused -> assertThat(refused.hangUp()).isTrue());
  }

  @Test
  void aMachineMayHaveAMebibyte() {
    int name = "daita_machine=".length();
    String longest = "0".repeat(Line.MACHINE_LIMIT - name);
    String begin = "public_key=" + KEY + "\ndaita_enable=1\ndaita_machine=";

    assertThat(set(begin + longest + "\n").daita().getFirst().keys().machines())
        .containsExactly(longest);
    assertThat(setErrno(begin + longest + "0\n")).isEqualTo(5);
  }

  @Test
  void daitaKeysAreUnderstood() {
    DeviceChange change =
        set(
            "public_key="
                + KEY
                + "\nupdate_only=true\ndaita_enable=1\ndaita_machine=02a\ndaita_machine=02b\n"
                + "daita_max_delayed_packets=100\ndaita_min_delay_capacity=0\n"
                + "daita_max_decoy_frac=0.5\ndaita_max_delay_frac=1\npublic_key="
                + OTHER
                + "\ndaita_enable=0\n");

    assertThat(change.daita()).hasSize(2);
    assertThat(change.daita().getFirst().updateOnly()).isTrue();
    assertThat(change.daita().getFirst().keys())
        .isEqualTo(new DaitaKeys(true, List.of("02a", "02b"), 100, 0, 0.5, 1));
    assertThat(change.daita().getLast().keys()).isEqualTo(DaitaKeys.OFF);
  }

  @Test
  void enablingDaitaStartsFromDefaults() {
    assertThat(
            set("public_key=" + KEY + "\ndaita_enable=1\ndaita_machine=02a\ndaita_enable=1\n")
                .daita()
                .getFirst()
                .keys())
        .isEqualTo(DaitaKeys.ON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "daita_max_delayed_packets=0",
        "daita_max_delayed_packets=-1",
        "daita_min_delay_capacity=x",
        "daita_max_decoy_frac=1.1",
        "daita_max_decoy_frac=-0.1",
        "daita_max_decoy_frac=NaN",
        "daita_max_decoy_frac=0x1p-1",
        "daita_max_delay_frac=",
        "daita_max_delay_frac=1f"
      })
  void aBadDaitaValueIsInvalid(String line) {
    assertThat(setErrno("public_key=" + KEY + "\ndaita_enable=1\n" + line + "\n")).isEqualTo(22);
  }

  @Test
  void nobodyHasMoreMachinesThanCanRun() {
    String machines = "daita_machine=02a\n".repeat(DaitaKeys.MAX_MACHINES);
    String begin = "public_key=" + KEY + "\ndaita_enable=1\n" + machines;

    assertThat(set(begin).daita().getFirst().keys().machines()).hasSize(64);
    assertThat(setErrno(begin + "daita_machine=02a\n")).isEqualTo(22);
  }

  @Test
  void aRequestLargerThanTheBudgetIsRefusedAndTheNextIsNot() {
    StringBuilder large = new StringBuilder("public_key=").append(KEY).append('\n');
    String line = "allowed_ip=10.0.0.0/8\n";
    for (long i = 0; i <= BUDGET; i += line.length() - 1) {
      large.append(line);
    }

    assertThat(setErrno(large.toString())).isEqualTo(22);
    assertThat(set("listen_port=1\n").listenPort()).isEqualTo(OptionalInt.of(1));
  }

  @Test
  void keysAreWipedWithTheChange() {
    DeviceChange change =
        set("private_key=" + KEY + "\npublic_key=" + OTHER + "\npreshared_key=" + KEY + "\n");

    change.close();

    assertThat(change.tunnel().privateKey().orElseThrow().isZero()).isTrue();
    assertThat(change.tunnel().peers().getFirst().presharedKey().orElseThrow().isZero()).isTrue();
    assertThat(change.toString()).doesNotContain(KEY);
  }
}
