package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.AeadProvider;
import io.veiltun.engine.crypto.AeadProviders;
import io.veiltun.engine.crypto.Opener;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.Sealer;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.MemoryNetwork;
import io.veiltun.engine.memory.MemoryNetwork.Datagram;
import io.veiltun.engine.noise.Handshake;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.noise.MacGenerator;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.noise.ReceivedInitiation;
import io.veiltun.engine.noise.RemoteIdentity;
import io.veiltun.engine.noise.SessionKeys;
import io.veiltun.engine.noise.TimestampSource;
import io.veiltun.engine.packet.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A peer that does nothing by itself: the test decides which messages it makes, with which
 * counters, and when it sends them. Its address is on no transport; what a host sends there is
 * found in {@link #heard}.
 */
final class ScriptedPeer {
  /** One session as this end sees it. */
  record Session(SessionKeys keys, Opener opener) {}

  private static final AeadProvider AEAD = AeadProviders.select("bouncycastle");

  final Endpoint address;
  private final Host host;
  private final Endpoint hostAddress;
  private final MemoryNetwork network;
  private final Random random;
  private final LocalIdentity local;
  private final RemoteIdentity remote;
  private final Handshake handshake;
  private final MacGenerator macs;
  private final TimestampSource timestamps = new TimestampSource();

  ScriptedPeer(MemoryNetwork network, Endpoint address, int seed, Host host, Endpoint hostAddress) {
    this.network = network;
    this.address = address;
    this.host = host;
    this.hostAddress = hostAddress;
    random = new Random(seed);
    local = new LocalIdentity(X25519.newPrivateKey(random));
    remote = new RemoteIdentity(host.key(), SecretKey.zero(), local);
    handshake = new Handshake(local, remote);
    macs = new MacGenerator(remote);
  }

  PublicKey key() {
    return local.publicKey();
  }

  /** An initiation as of the world's wall clock. */
  byte[] initiation() {
    byte[] message = new byte[Messages.INITIATION_SIZE];
    handshake.createInitiation(
        message,
        random.nextInt(),
        X25519.newPrivateKey(random),
        timestamps.next(host.world.instant()));
    macs.stamp(message, host.world.nanos());
    return message;
  }

  /** Sends bytes from our address, and lets everything happen that follows. */
  void send(byte[] bytes) {
    network.inject(new Datagram(bytes, address, hostAddress));
    host.world.settle();
  }

  /** A whole handshake that we initiate, but for the data that would confirm it. */
  Session initiate() {
    send(initiation());
    SessionKeys keys = handshake.consumeResponse(heard(Messages.RESPONSE).getLast());
    return session(Objects.requireNonNull(keys, "no response"));
  }

  /** Answers the host's last initiation. */
  Session answer() {
    return answerFrom(address);
  }

  /** Answers the host's last initiation from another address. */
  Session answerFrom(Endpoint source) {
    byte[] initiation = heard(Messages.INITIATION).getLast();
    ReceivedInitiation received =
        Objects.requireNonNull(ReceivedInitiation.open(local, initiation));
    handshake.consumeInitiation(received, host.world.nanos());
    byte[] response = new byte[Messages.RESPONSE_SIZE];
    SessionKeys keys =
        handshake.createResponse(response, random.nextInt(), X25519.newPrivateKey(random));
    macs.stamp(response, host.world.nanos());
    network.inject(new Datagram(response, source, hostAddress));
    host.world.settle();
    return session(Objects.requireNonNull(keys, "no session"));
  }

  private Session session(SessionKeys keys) {
    return new Session(keys, AEAD.opener(keys.receive()));
  }

  /** A transport message with any counter, also one that was used before, and any content. */
  static byte[] transport(Session session, long counter, byte[] plaintext) {
    try (Arena arena = Arena.ofConfined();
        Sealer sealer = AEAD.sealer(session.keys().send())) {
      int length = plaintext.length + Messages.OVERHEAD;
      MemorySegment memory = arena.allocate(length);
      Messages.writeTransportHeader(memory, 0, session.keys().remoteIndex(), counter);
      MemorySegment.copy(
          plaintext, 0, memory, ValueLayout.JAVA_BYTE, Messages.HEADER, plaintext.length);
      sealer.seal(memory, Messages.HEADER, plaintext.length, counter);
      return memory.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Whether a transport message we heard belongs to the session and is authentic. */
  static boolean opens(Session session, byte[] datagram) {
    return Messages.receiver(datagram) == session.keys().localIndex()
        && open(session, datagram) != null;
  }

  /** What an authentic message of the session holds, padding included. */
  static byte[] content(Session session, byte[] datagram) {
    return Objects.requireNonNull(open(session, datagram), "not authentic");
  }

  private static byte @Nullable [] open(Session session, byte[] datagram) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(datagram.length);
      MemorySegment.copy(datagram, 0, memory, ValueLayout.JAVA_BYTE, 0, datagram.length);
      int length = datagram.length - Messages.OVERHEAD;
      long counter = Messages.counter(memory, 0);
      return session.opener().open(memory, Messages.HEADER, length, counter)
          ? memory.asSlice(Messages.HEADER, length).toArray(ValueLayout.JAVA_BYTE)
          : null;
    }
  }

  /** The messages of one type that were sent to our address. */
  List<byte[]> heard(int type) {
    return network.seen().stream()
        .filter(datagram -> datagram.to().sameRemote(address) && datagram.type() == type)
        .map(Datagram::bytes)
        .toList();
  }
}
