package io.veiltun.cli.uapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.tunnel.TunnelConfiguration;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UapiServerTest {
  @TempDir Path folder;

  private final AtomicInteger port = new AtomicInteger();
  private final CountDownLatch deleted = new CountDownLatch(1);
  private final List<SocketChannel> open = new ArrayList<>();
  private Path directory;
  private UapiServer server;

  /** A device that only has a port, which must be even. */
  private final UapiTarget target =
      new UapiTarget() {
        @Override
        public DeviceState read() {
          return new DeviceState(
              new TunnelConfiguration(SecretKey.zero(), List.of()), port.get(), 0, Map.of());
        }

        @Override
        public void apply(DeviceChange change) throws UapiFailure {
          int wanted = change.listenPort().orElse(0);
          if (wanted == 666) {
            throw new IllegalStateException("a bug");
          }
          if (wanted % 2 == 1) {
            throw UapiFailure.inUse("odd");
          }
          port.set(wanted);
        }
      };

  @BeforeEach
  void start() throws IOException {
    directory = folder.resolve("wireguard");
    server = server(SocketFile.bind(directory, "wg0"));
  }

  private UapiServer server(SocketFile file) throws IOException {
    return UapiServer.start(file, target, deleted::countDown, zone -> 0, Duration.ofMillis(300));
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel client : open) {
      client.close();
    }
    server.close();
  }

  private SocketChannel client() throws IOException {
    SocketChannel client =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("wg0.sock")));
    open.add(client);
    return client;
  }

  private static void send(SocketChannel client, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  /** Reads to the end of {@code replies} replies, or of the connection. */
  private static String receive(SocketChannel client, int replies) throws IOException {
    StringBuilder text = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(1000);
    while (text.toString().split("\n\n", -1).length <= replies) {
      buffer.clear();
      if (client.read(buffer) < 0) {
        return text + "<end>";
      }
      text.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }

  private String ask(String request) throws IOException {
    SocketChannel client = client();
    send(client, request);
    return receive(client, 1);
  }

  @Test
  void onlyItsOwnerMayEnter() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("wg0.sock"))))
        .isEqualTo("rw-------");
    assertThat(directory).isDirectoryNotContaining(file -> !file.endsWith("wg0.sock"));
  }

  @Test
  void setIsAnsweredAndShownByGet() throws IOException {
    assertThat(ask("set=1\nlisten_port=4\n\n")).isEqualTo("errno=0\n\n");
    assertThat(ask("get=1\n\n")).isEqualTo("listen_port=4\nerrno=0\n\n");
  }

  @Test
  void requestsFollowEachOtherOnOneConnection() throws IOException {
    SocketChannel client = client();
    send(
        client, "set=1\nlisten_port=4\n\nget=1\n\nset=1\nbad\n\nset=1\nlisten_port=5\n\nget=1\n\n");

    assertThat(receive(client, 5).split("\n\n", -1))
        .containsExactly(
            "errno=0",
            "listen_port=4\nerrno=0",
            "errno=71",
            "errno=98",
            "listen_port=4\nerrno=0",
            "");
  }

  @Test
  void manyRequestsInOneWriteAreAllAnswered() throws IOException {
    SocketChannel client = client();
    send(client, "get=1\n\n".repeat(1000));

    assertThat(receive(client, 1000)).isEqualTo("errno=0\n\n".repeat(1000));
  }

  @Test
  void anUnforeseenFailureIsAReplyAndTheNextRequestIsServed() throws IOException {
    assertThat(ask("set=1\nlisten_port=666\n\n")).isEqualTo("errno=55\n\n");
    assertThat(ask("get=1\n\n")).isEqualTo("errno=0\n\n");
  }

  @Test
  void whoSpeaksAnotherProtocolIsToldAndHungUpOn() throws IOException {
    SocketChannel client = client();
    send(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(receive(client, 2)).isEqualTo("errno=71\n\n<end>");
  }

  @Test
  void aRequestWithoutItsEndIsNotCarriedOut() throws IOException {
    SocketChannel client = client();
    send(client, "set=1\nlisten_port=4\n");
    client.shutdownOutput();

    assertThat(receive(client, 1)).isEqualTo("<end>");
    assertThat(port).hasValue(0);
  }

  @Test
  void aClientThatStopsInTheMiddleIsGivenUpAndDisturbsNobody() throws IOException {
    SocketChannel half = client();
    SocketChannel idle = client();
    send(half, "set=1\nlisten_port=4\n");

    assertThat(ask("set=1\nlisten_port=8\n\n")).isEqualTo("errno=0\n\n");
    assertThat(receive(half, 1)).isEqualTo("<end>");
    assertThat(port).hasValue(8);
    send(idle, "get=1\n\n");
    assertThat(receive(idle, 1)).isEqualTo("listen_port=8\nerrno=0\n\n");
  }

  @Test
  void aClientThatDoesNotReadIsGivenUp() throws IOException {
    SocketChannel deaf = client();
    // More replies than a socket buffer takes; each side then waits for the other.
    deaf.configureBlocking(false);
    ByteBuffer requests =
        ByteBuffer.wrap("get=1\n\n".repeat(1000).getBytes(StandardCharsets.US_ASCII));
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> {
          try {
            while (deaf.write(requests.rewind()) > 0) {}
            return false;
          } catch (IOException e) {
            return true;
          }
        });
    assertThat(ask("get=1\n\n")).isEqualTo("errno=0\n\n");
  }

  @Test
  void moreClientsThanPlacesGiveUpTheLongestIdle() throws IOException {
    SocketChannel first = client();
    send(first, "get=1\n\n");
    receive(first, 1);
    for (int i = 0; i < 32; i++) {
      assertThat(ask("get=1\n\n")).isEqualTo("errno=0\n\n");
    }

    assertThat(receive(first, 1)).isEqualTo("<end>");
  }

  @Test
  void deletingTheSocketIsNoticed() throws Exception {
    Files.delete(directory.resolve("wg0.sock"));

    assertThat(deleted.await(2, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void replacingTheSocketIsNoticedAndTheNewOneIsLeftAlone() throws Exception {
    Path path = directory.resolve("wg0.sock");
    Files.delete(path);
    try (SocketFile other = SocketFile.bind(directory, "wg0")) {
      assertThat(deleted.await(2, TimeUnit.SECONDS)).isTrue();
      server.close();
      assertThat(path).exists();
      assertThat(other.isInPlace()).isTrue();
    }
  }

  @Test
  void closingRemovesTheSocket() {
    server.close();

    assertThat(directory).isEmptyDirectory();
    assertThat(deleted.getCount()).isEqualTo(1);
  }

  @Test
  void aServedSocketIsNotTakenAway() throws IOException {
    assertThatThrownBy(() -> SocketFile.bind(directory, "wg0"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("wg0.sock is in use by another process");
    assertThat(ask("get=1\n\n")).isEqualTo("errno=0\n\n");
  }

  @Test
  void aSocketThatNobodyServesIsReplaced() throws IOException {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(directory.resolve("wg1.sock")));
    }
    try (SocketFile fresh = SocketFile.bind(directory, "wg1")) {
      assertThat(fresh.isInPlace()).isTrue();
    }
  }

  @Test
  void whatIsNoSocketIsLeftAlone() throws IOException {
    Path file = Files.writeString(directory.resolve("wg1.sock"), "precious");

    assertThatThrownBy(() -> SocketFile.bind(directory, "wg1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no socket");
    assertThat(file).hasContent("precious");
  }
}
