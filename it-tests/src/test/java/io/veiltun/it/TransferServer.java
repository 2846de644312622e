package io.veiltun.it;

import io.veiltun.cli.lab.Namespace;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Random bytes with a checksum, both ways over TCP, and an echo over UDP. Listens on all addresses
 * of a host, in both families.
 */
final class TransferServer implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int CONNECT_MILLIS = 5_000;

  private final ServerSocket tcp;
  private final DatagramSocket udp;
  private final AtomicInteger lost = new AtomicInteger();

  private TransferServer(ServerSocket tcp, DatagramSocket udp) {
    this.tcp = tcp;
    this.udp = udp;
  }

  static TransferServer start(Namespace host) throws IOException {
    return host.call(() -> {
      TransferServer server = new TransferServer(new ServerSocket(0), new DatagramSocket());
      Thread.ofPlatform().daemon().name("transfer-tcp").start(server::accept);
      Thread.ofPlatform().daemon().name("transfer-udp").start(server::echo);
      return server;
    });
  }

  private void accept() {
    while (!tcp.isClosed()) {
      try {
        Socket socket = tcp.accept();
        Thread.ofPlatform()
            .daemon()
            .name("transfer-" + socket.getPort())
            .start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  /** What went wrong here shows at the client: it gets no digest, or the wrong one. */
  private static void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      long up = in.readLong();
      long down = in.readLong();
      out.writeUTF(receive(in, up));
      send(out, down, down);
    } catch (IOException e) {
      return;
    }
  }

  private void echo() {
    byte[] buffer = new byte[1 << 16];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        udp.send(packet);
      } catch (IOException e) {
        // An answer that cannot be sent is a lost datagram to the client; closing ends the loop.
        lost.incrementAndGet();
      }
    }
  }

  /**
   * Sends {@code up} random bytes from {@code client} to {@code address} of this host and fetches
   * {@code down}; returns when both checksums agree.
   *
   * @throws IOException if a byte is missing or wrong, or nothing moves for 10 s
   */
  void transfer(Namespace client, InetAddress address, long up, long down) throws IOException {
    client.call(() -> {
      try (Socket socket = new Socket()) {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(address, tcp.getLocalPort()), CONNECT_MILLIS);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        out.writeLong(up);
        out.writeLong(down);
        compare("upload", send(out, up, up), in.readUTF());
        compare("download", expected(down), receive(in, down));
        return true;
      }
    });
  }

  private static void compare(String what, String sent, String received) throws IOException {
    if (!sent.equals(received)) {
      throw new IOException(what + ": SHA-256 " + sent + " was sent, " + received + " received");
    }
  }

  /**
   * Sends one datagram with {@code size} random bytes from {@code client} to {@code address} and
   * returns whether it came back unchanged within {@code millis}.
   */
  boolean echoes(Namespace client, InetAddress address, int size, int millis) throws IOException {
    byte[] sent = new byte[size];
    new SplittableRandom(size).nextBytes(sent);
    return client.call(() -> {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.setSoTimeout(millis);
        socket.send(new DatagramPacket(sent, size, address, udp.getLocalPort()));
        DatagramPacket back = new DatagramPacket(new byte[1 << 16], 1 << 16);
        socket.receive(back);
        return HexFormat.of()
            .formatHex(sent)
            .equals(HexFormat.of().formatHex(back.getData(), 0, back.getLength()));
      } catch (java.net.SocketTimeoutException e) {
        return false;
      }
    });
  }

  private static String send(DataOutputStream out, long bytes, long seed) throws IOException {
    MessageDigest digest = sha256();
    SplittableRandom random = new SplittableRandom(seed);
    byte[] chunk = new byte[CHUNK];
    for (long left = bytes; left > 0; left -= CHUNK) {
      int length = (int) Math.min(left, CHUNK);
      random.nextBytes(chunk);
      digest.update(chunk, 0, length);
      out.write(chunk, 0, length);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String expected(long bytes) throws IOException {
    return send(new DataOutputStream(DataOutputStream.nullOutputStream()), bytes, bytes);
  }

  private static String receive(DataInputStream in, long bytes) throws IOException {
    MessageDigest digest = sha256();
    byte[] chunk = new byte[CHUNK];
    for (long left = bytes; left > 0; ) {
      int read = in.read(chunk, 0, (int) Math.min(left, CHUNK));
      if (read < 0) {
        throw new IOException("the stream ended " + left + " bytes early");
      }
      digest.update(chunk, 0, read);
      left -= read;
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    tcp.close();
    udp.close();
  }
}
