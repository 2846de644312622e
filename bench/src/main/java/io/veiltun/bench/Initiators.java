package io.veiltun.bench;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.noise.Handshake;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.noise.MacGenerator;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.noise.RemoteIdentity;
import io.veiltun.engine.noise.TimestampSource;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Many WireGuard peers that want a session with one responder, behind one socket. */
final class Initiators implements AutoCloseable {
  private static final int LARGEST = 2048;

  private static final class Initiator {
    private final LocalIdentity local;
    private final Handshake handshake;
    private final MacGenerator macs;
    private final TimestampSource timestamps = new TimestampSource();

    Initiator(SecretKey privateKey, PublicKey responder) {
      local = new LocalIdentity(privateKey);
      RemoteIdentity remote = new RemoteIdentity(responder, SecretKey.zero(), local);
      handshake = new Handshake(local, remote);
      macs = new MacGenerator(remote);
    }

    byte[] initiation(int index, SecureRandom random) {
      byte[] message = new byte[Messages.INITIATION_SIZE];
      byte[] timestamp = timestamps.next(Instant.now());
      if (!handshake.createInitiation(message, index, X25519.newPrivateKey(random), timestamp)) {
        throw new IllegalStateException("the responder's key is of low order");
      }
      macs.stamp(message, System.nanoTime());
      return message;
    }
  }

  private final SecureRandom random = new SecureRandom();
  private final DatagramSocket socket = new DatagramSocket();
  private final InetSocketAddress target;
  private final List<Initiator> initiators;

  Initiators(int count, PublicKey responder, InetSocketAddress target) throws IOException {
    this.target = target;
    initiators =
        IntStream.range(0, count)
            .mapToObj(_ -> new Initiator(X25519.newPrivateKey(random), responder))
            .toList();
  }

  List<PublicKey> publicKeys() {
    return initiators.stream().map(initiator -> initiator.local.publicKey()).toList();
  }

  /** Repeats one initiation until the responder answers, while it is {@code alive}. */
  void awaitResponder(BooleanSupplier alive, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    socket.setSoTimeout(300);
    while (System.nanoTime() < deadline && alive.getAsBoolean()) {
      send(initiators.getFirst().initiation(0, random));
      if (receiveResponse() == 0) {
        return;
      }
    }
    throw new IOException("no answer from " + target + " within " + patience.toSeconds() + " s");
  }

  /**
   * Every peer initiates once, with at most {@code window} unanswered; the initiations are made
   * first.
   *
   * @return how many were answered
   */
  int round(int window) throws IOException {
    List<byte[]> initiations = new ArrayList<>();
    for (int i = 0; i < initiators.size(); i++) {
      initiations.add(initiators.get(i).initiation(i, random));
    }
    socket.setSoTimeout(2000);
    int sent = 0;
    int answered = 0;
    while (answered < initiations.size()) {
      while (sent < initiations.size() && sent - answered < window) {
        send(initiations.get(sent++));
      }
      if (receiveResponse() < 0) {
        return answered;
      }
      answered++;
    }
    return answered;
  }

  private void send(byte[] message) throws IOException {
    socket.send(new DatagramPacket(message, message.length, target));
  }

  /** The index of the initiation that the next response answers; -1 if there is none in time. */
  private int receiveResponse() throws IOException {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        socket.receive(packet);
        byte[] message = packet.getData();
        if (packet.getLength() == Messages.RESPONSE_SIZE
            && Messages.type(message) == Messages.RESPONSE) {
          return Messages.receiver(message);
        }
      }
    } catch (SocketTimeoutException e) {
      return -1;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
