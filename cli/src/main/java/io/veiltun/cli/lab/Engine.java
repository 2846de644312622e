package io.veiltun.cli.lab;

import java.io.IOException;

/** A program that runs WireGuard tunnels, so that the same lab compares or replaces them. */
public interface Engine {
  /** What tables call it. */
  String name();

  /**
   * Starts the relay of {@code hop} on {@code host} for {@code client}; returns when its device is
   * up and it listens.
   *
   * @param client the public key of the only peer
   * @throws IOException with the end of its log if it does not start
   */
  RunningEngine relay(Namespace host, HopPlan hop, String client) throws IOException;

  /**
   * Starts the client end of {@code chain} on {@code host} and routes everything into it; returns
   * when its devices are up. The first packet may still have to wait for handshakes.
   */
  RunningEngine client(Namespace host, ChainPlan chain) throws IOException;
}
