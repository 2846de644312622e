package io.veiltun.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** One container of a bed. Without any capability until it is given some. */
final class Box extends GenericContainer<Box> {
  /** Three programs start at a time on a machine that may have few cores. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What only a container's creator can set; as docker/compose.yaml has it, and IPv6 on. */
  private static final Map<String, String> SYSCTLS =
      Map.of(
          "net.ipv4.ip_forward", "1",
          "net.ipv6.conf.all.forwarding", "1",
          "net.ipv4.conf.all.src_valid_mark", "1",
          "net.ipv6.conf.default.disable_ipv6", "0",
          "net.ipv6.conf.all.disable_ipv6", "0");

  private final List<Bind> binds = new ArrayList<>();

  private Box(String image) {
    super(DockerImageName.parse(image));
    withStartupTimeout(PATIENCE);
    onHost(host -> host.withCapDrop(Capability.ALL));
  }

  /** A container of {@code image} that runs {@code command}. */
  static Box of(String image, String... command) {
    return new Box(image).withCommand(command);
  }

  /** What a tunnel of this program needs, and no more; the file system is read-only. */
  static Box tunnel(Path folder, String... command) {
    return of(Images.VEILTUN, command)
        .capable(Capability.NET_ADMIN)
        .routing()
        .bound(folder, "/etc/veiltun")
        .onHost(host ->
            host.withReadonlyRootfs(true)
                .withInit(true)
                .withTmpFs(Map.of("/run/veiltun", "uid=10001,gid=10001,mode=0700")));
  }

  /** A relay of another implementation, with the configuration in {@code folder}. */
  static Box foreign(Path folder, String address) {
    return of(Images.WIREGUARD_GO, address)
        .capable(Capability.NET_ADMIN)
        .routing()
        .bound(folder, "/etc/wireguard");
  }

  /** The interfaces and routes of {@code other}, which runs. */
  Box inside(Box other) {
    return withNetworkMode("container:" + other.getContainerId());
  }

  /** Host {@code number} of {@code link}, its first. */
  Box at(BedNetwork link, int number) {
    withNetwork(link.network());
    return created(
        command -> command.withIpv4Address(link.ipv4(number)).withIpv6Address(link.ipv6(number)));
  }

  Box capable(Capability... capabilities) {
    return onHost(host -> host.withCapAdd(capabilities));
  }

  /** {@code folder} as {@code path} inside. */
  Box bound(Path folder, String path) {
    binds.add(new Bind(folder.toString(), new Volume(path), AccessMode.rw));
    return onHost(host -> host.withBinds(binds));
  }

  /** Ready when it has printed a line with {@code text}. */
  Box saying(String text) {
    return waitingFor(Wait.forLogMessage(".*" + text + ".*", 1).withStartupTimeout(PATIENCE));
  }

  private Box routing() {
    return onHost(host ->
        host.withSysctls(SYSCTLS)
            .withDevices(new Device("rwm", "/dev/net/tun", Images.tun().toString())));
  }

  Box created(Consumer<CreateContainerCmd> change) {
    return withCreateContainerCmdModifier(change);
  }

  Box onHost(Consumer<HostConfig> change) {
    return created(command -> change.accept(command.getHostConfig()));
  }

  /** Runs a command inside; returns what it printed if it succeeded. */
  String run(String... command) throws IOException, InterruptedException {
    Container.ExecResult result = execInContainer(command);
    assertThat(result.getExitCode())
        .as("%s: %s%s", String.join(" ", command), result.getStdout(), result.getStderr())
        .isZero();
    return result.getStdout();
  }

  /** Whether a command inside succeeds. */
  boolean succeeds(String... command) throws IOException, InterruptedException {
    return execInContainer(command).getExitCode() == 0;
  }

  /** As {@code kill -9} of its first process, and waits for its end. */
  void kill() {
    BedNetwork.docker().killContainerCmd(getContainerId()).exec();
    awaitEnd();
  }

  /** Asks it to end by SIGINT, and waits. */
  void interrupt() {
    BedNetwork.docker().killContainerCmd(getContainerId()).withSignal("INT").exec();
    awaitEnd();
  }

  private void awaitEnd() {
    BedNetwork.docker()
        .waitContainerCmd(getContainerId())
        .start()
        .awaitStatusCode(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Starts it again after {@link #kill()}, with the same addresses. */
  void again() {
    BedNetwork.docker().startContainerCmd(getContainerId()).exec();
  }
}
