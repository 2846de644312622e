package io.veiltun.cli.process;

import io.veiltun.engine.crypto.AeadProviders;
import io.veiltun.engine.os.BootClock;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.tunnel.TunnelRuntime;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The three threads of a tunnel process. */
record Loops(PacketLoop send, PacketLoop receive, PacketLoop handshake) implements AutoCloseable {
  static Loops start() {
    return new Loops(
        new PacketLoop("veiltun-send"),
        new PacketLoop("veiltun-receive"),
        new PacketLoop("veiltun-handshake"));
  }

  /**
   * What tunnels run on here.
   *
   * @param aead the provider to force, or null to let the self-test choose
   */
  TunnelRuntime runtime(@Nullable String aead) {
    return new TunnelRuntime(
        send,
        receive,
        handshake,
        new BootClock(),
        InstantSource.system(),
        new SecureRandom(),
        AeadProviders.select(aead));
  }

  /** The packet loops last: the handshake loop hands keys to them to be wiped. */
  @Override
  public void close() {
    handshake.close();
    send.close();
    receive.close();
  }
}
