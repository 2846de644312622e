package io.veiltun.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's own tables before, while and after; needs root, iproute2 and nftables. */
class NetworkPlanIT {
  private final String namespace = "veilplan" + ProcessHandle.current().pid();

  @TempDir Path folder;

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void namespace() throws Exception {
    // A resolv.conf of the namespace's own: ip netns exec mounts it over the host's.
    Path etc = Files.createDirectories(Path.of("/etc/netns", namespace));
    Files.writeString(etc.resolve("resolv.conf"), "nameserver 192.0.2.53\n");
    run("ip", "netns", "add", namespace);
    inside("ip", "link", "set", "lo", "up");
    inside("ip", "link", "add", "lan0", "type", "veth", "peer", "name", "lan1");
    for (String end : List.of("lan0", "lan1")) {
      inside("ip", "link", "set", end, "addrgenmode", "none");
    }
    inside("ip", "link", "set", "lan1", "up");
    inside("ip", "addr", "add", "192.168.5.1/24", "dev", "lan0");
    inside("ip", "link", "set", "lan0", "up");
    inside("ip", "route", "add", "default", "via", "192.168.5.254");
    inside("ip", "tuntap", "add", "dev", "veil0", "mode", "tun");
    assertThat(inside("ip", "-br", "link").out()).contains("lan0", "veil0");
  }

  @AfterEach
  void removeNamespace() throws Exception {
    run("ip", "netns", "del", namespace);
    Files.deleteIfExists(Path.of("/etc/netns", namespace, "resolv.conf"));
    Files.deleteIfExists(Path.of("/etc/netns", namespace));
  }

  @Test
  void aDefaultRouteIsSetUpAsWgQuickDoesAndTakenBackAfterADeath() throws Exception {
    String before = state();

    assertThat(plan("apply", "0.0.0.0/0,::/0", "NONE"))
        .isEqualTo(new Ended(0, "51820 32764\n", ""));

    assertThat(inside("ip", "-j", "link", "show", "veil0").out())
        .contains("\"mtu\":1380", "\"txqlen\":1000", "\"UP\"");
    assertThat(inside("ip", "-j", "addr", "show", "veil0").out())
        .contains("10.64.0.2", "fd64::2")
        .doesNotContain("fe80");
    assertThat(inside("ip", "rule").out())
        .contains("32764:\tfrom all lookup main suppress_prefixlength 0")
        .contains("32765:\tnot from all fwmark 0xca6c lookup 51820");
    assertThat(inside("ip", "-6", "rule").out())
        .contains("32764:\tfrom all lookup main suppress_prefixlength 0")
        .contains("32765:\tnot from all fwmark 0xca6c lookup 51820");
    assertThat(inside("ip", "route", "get", "1.2.3.4").out()).contains("dev veil0");
    assertThat(inside("ip", "route", "get", "1.2.3.4", "mark", "51820").out()).contains("dev lan0");
    assertThat(inside("ip", "route", "get", "192.168.5.9").out()).contains("dev lan0");
    assertThat(inside("ip", "-6", "route", "get", "2001:db8::1").out()).contains("dev veil0");
    assertThat(inside("sysctl", "-n", "net.ipv4.conf.all.src_valid_mark").out()).isEqualTo("1\n");
    assertThat(inside("nft", "list", "tables").out()).contains("table inet veiltun_veil0");
    assertThat(inside("cat", "/etc/resolv.conf").out()).contains("nameserver 10.64.0.1");

    assertThat(plan("undo")).isEqualTo(new Ended(0, "", ""));
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void everythingIsTakenBackAlsoWhenTheInterfaceIsGone() throws Exception {
    String before = state();
    assertThat(plan("apply", "0.0.0.0/0,::/0", "MASQUERADED").err()).isEmpty();
    assertThat(state()).isNotEqualTo(before);

    inside("ip", "link", "del", "veil0");

    assertThat(plan("undo")).isEqualTo(new Ended(0, "", ""));
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void aSecondTunnelTakesTheNextNumbers() throws Exception {
    inside("ip", "rule", "add", "priority", "32764", "table", "51820");

    assertThat(plan("apply", "0.0.0.0/0", "NONE").out()).isEqualTo("51821 32762\n");
    assertThat(inside("ip", "route", "get", "1.2.3.4").out()).contains("dev veil0");
  }

  @Test
  void specificPrefixesGoIntoTheMainTable() throws Exception {
    assertThat(plan("apply", "10.0.0.0/8,172.16.0.0/12", "NONE").err()).isEmpty();

    assertThat(inside("ip", "route").out())
        .contains("10.0.0.0/8 dev veil0", "172.16.0.0/12 dev veil0");
    assertThat(inside("ip", "rule").out()).doesNotContain("51820");
  }

  @Test
  void aRouteThatExistsEndsTheSetUpAndNothingStays() throws Exception {
    String before = state();
    Ended applied = plan("apply", "10.0.0.0/8,192.168.5.0/24", "ROUTED");

    assertThat(applied.code()).isEqualTo(1);
    assertThat(applied.err()).contains("route 192.168.5.0/24 through veil0 exists already");
    assertThat(inside("sysctl", "-n", "net.ipv4.ip_forward").out()).isEqualTo("1\n");
    assertThat(plan("undo").code()).isZero();
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void forwardedPacketsLeaveWithTheHostsAddress() throws Exception {
    assertThat(plan("apply", "10.0.0.0/8", "MASQUERADED").err()).isEmpty();

    assertThat(inside("sysctl", "-n", "net.ipv4.ip_forward").out()).isEqualTo("1\n");
    assertThat(inside("sysctl", "-n", "net.ipv6.conf.all.forwarding").out()).isEqualTo("1\n");
    assertThat(inside("nft", "list", "table", "inet", "veiltun_veil0").out())
        .contains("iifname \"veil0\" oifname != \"veil0\" masquerade");
  }

  /** Everything a plan may change, but the link itself, which ends with the process. */
  private String state() throws IOException, InterruptedException {
    StringBuilder state = new StringBuilder();
    state.append(inside("ip", "rule").out()).append(inside("ip", "-6", "rule").out());
    for (String family : List.of("-4", "-6")) {
      List<String> routes =
          inside("ip", family, "route", "show", "table", "all")
              .out()
              .lines()
              .filter(line -> !line.contains("dev veil0") || line.contains("51820"))
              .toList();
      state.append(String.join("\n", routes));
    }
    state.append(inside("nft", "list", "ruleset").out());
    state.append(inside("cat", "/etc/resolv.conf").out());
    String parameters =
        "net.ipv4.ip_forward net.ipv4.conf.all.src_valid_mark net.ipv6.conf.all.forwarding";
    for (String parameter : parameters.split(" ", -1)) {
      state.append(inside("sysctl", parameter).out());
    }
    return state.toString();
  }

  private Ended plan(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("env");
    command.add("VEILTUN_RUN_DIR=" + folder.resolve("run"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(PlanProgram.class.getName());
    command.addAll(List.of(arguments));
    return inside(command.toArray(String[]::new));
  }

  private Ended inside(String... command) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    whole.addAll(List.of(command));
    return run(whole.toArray(String[]::new));
  }

  private Ended run(String... command) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    int code = builder.start().waitFor();
    return new Ended(
        code,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
