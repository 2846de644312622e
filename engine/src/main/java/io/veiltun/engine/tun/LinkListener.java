package io.veiltun.engine.tun;

/** Hears of the state of a link from its {@link LinkWatch}, on the watch's thread. */
public interface LinkListener {
  /** The link is up; told at the start, and again only after {@link #down}. */
  void up();

  /** The link is down; told at the start, and again only after {@link #up}. */
  void down();

  /** The link's MTU in bytes; told at the start, before its state, and after every change. */
  void mtu(int bytes);

  /** The link was deleted, wherever it was by then; nothing is told after this. */
  void gone();
}
