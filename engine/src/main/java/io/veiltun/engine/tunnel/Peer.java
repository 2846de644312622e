package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.noise.Handshake;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.noise.MacGenerator;
import io.veiltun.engine.noise.RemoteIdentity;
import io.veiltun.engine.noise.TimestampSource;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.shape.Shaper;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Everything a tunnel knows about one peer. The parts belong to different loops: {@code handshake},
 * {@code macs}, {@code remote} and the fields set here without {@code volatile} to the handshake
 * thread; {@code staged}, {@code sent}, {@code unsent}, {@code port} and {@code shaper} to the send
 * loop; {@code received} to the receive loop.
 */
final class Peer {
  private static final VarHandle ENDPOINT = endpointHandle();

  final int number;
  final String name;
  final RemoteIdentity remote;
  final Handshake handshake;
  final MacGenerator macs;
  final TimestampSource timestamps = new TimestampSource();
  final PeerTimers timers;
  final Keypairs keypairs;
  final StagedPackets staged = new StagedPackets();
  final Traffic sent = new Traffic();
  final Traffic received = new Traffic();

  /**
   * Handshake and cookie messages, both ways: counted by the handshake thread, hence apart from the
   * data.
   */
  final Traffic controlSent = new Traffic();

  final Traffic controlReceived = new Traffic();
  final HandshakeCounters handshakes = new HandshakeCounters();

  /**
   * Where the peer was last heard, or configured to be. Written by the receive loop and the
   * handshake thread.
   */
  volatile @Nullable Endpoint endpoint;

  /** The peer was removed: packets in flight are dropped. */
  volatile boolean removed;

  /**
   * Wall time of the last completed handshake in milliseconds since the epoch; 0 before the first.
   */
  volatile long lastHandshakeMillis;

  /** How long the last handshake took from initiation to response, in nanoseconds; 0 if unknown. */
  volatile long handshakeRttNanos;

  /** Who decides what an observer sees of this peer. Written by the send loop. */
  volatile Shaper shaper = Shaper.NONE;

  /** The shaper's way back into the tunnel; null until there was a shaper. Send loop. */
  @Nullable PeerShaperPort port;

  /** Datagrams with data in the batch that is with the transport; 0 while unshaped. Send loop. */
  int unsent;

  /** It waits for room among the tunnel's own datagrams. Send loop. */
  boolean wantsRoom;

  /** When the send loop last asked for a handshake; only valid if {@code anyHandshakeAsked}. */
  long handshakeAskedAt;

  boolean anyHandshakeAsked;

  /** When the last initiation or response was sent; only valid if {@code anyHandshakeSent}. */
  long lastHandshakeSent;

  boolean anyHandshakeSent;
  long initiationSentAt;

  private boolean everEstablished;
  private Sinks.@Nullable Empty<Void> waiting;

  Peer(
      int number,
      PeerConfig config,
      LocalIdentity local,
      Keypairs keypairs,
      ArmedTimers armed,
      PeerTimers.Jitter jitter) {
    this.number = number;
    this.name = config.name();
    this.remote = new RemoteIdentity(config.publicKey(), config.presharedKey(), local);
    this.handshake = new Handshake(local, remote);
    this.macs = new MacGenerator(remote);
    this.keypairs = keypairs;
    this.timers = new PeerTimers(this, jitter, armed);
    this.endpoint = config.endpoint();
  }

  PublicKey publicKey() {
    return remote.key();
  }

  /** Completes when the first session is in use, and fails when the peer goes before. */
  Mono<Void> established() {
    if (everEstablished) {
      return Mono.empty();
    }
    if (removed) {
      return Mono.error(gone());
    }
    Sinks.Empty<Void> sink = waiting;
    if (sink == null) {
      sink = Sinks.empty();
      waiting = sink;
    }
    return sink.asMono();
  }

  /** A session is in use. */
  void becomeEstablished() {
    everEstablished = true;
    Sinks.Empty<Void> sink = waiting;
    waiting = null;
    if (sink != null) {
      sink.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
    }
  }

  /** The peer was removed: wipes what is secret about it, but for its sessions. */
  void leave() {
    removed = true;
    remote.close();
    macs.close();
    Sinks.Empty<Void> sink = waiting;
    waiting = null;
    if (sink != null) {
      sink.emitError(gone(), Sinks.EmitFailureHandler.FAIL_FAST);
    }
  }

  private IllegalStateException gone() {
    return new IllegalStateException("peer " + name + " was removed before it had a session");
  }

  /**
   * Lets the kernel choose the local address again (wireguard-protocol §12), unless a message moves
   * the peer at the same moment: what that says is newer.
   */
  void forgetSource() {
    Endpoint known = endpoint;
    if (known != null) {
      ENDPOINT.compareAndSet(this, known, known.withoutSource());
    }
  }

  /** Whether anyone but WireGuard's own rules decides about the peer's traffic. */
  @SuppressWarnings("ReferenceEquality") // there is one NONE
  boolean isShaped() {
    return shaper != Shaper.NONE;
  }

  @Override
  public String toString() {
    return name;
  }

  private static VarHandle endpointHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(Peer.class, "endpoint", Endpoint.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
