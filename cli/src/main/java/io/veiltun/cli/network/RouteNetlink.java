package io.veiltun.cli.network;

import io.veiltun.engine.os.NetlinkSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The engine's netlink socket. */
record RouteNetlink(NetlinkSocket socket) implements Netlink {
  static Netlink open() {
    try {
      return new RouteNetlink(NetlinkSocket.open());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int request(ByteBuffer message) {
    return socket.request(message);
  }

  @Override
  public List<ByteBuffer> dump(ByteBuffer message) {
    return socket.dump(message);
  }

  @Override
  public void close() {
    socket.close();
  }
}
