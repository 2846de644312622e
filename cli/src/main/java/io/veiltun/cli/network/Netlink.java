package io.veiltun.cli.network;

import java.nio.ByteBuffer;
import java.util.List;

/** A route netlink socket: messages with header, sequence number to be filled in by the socket. */
public interface Netlink extends AutoCloseable {
  /** Sends one message and returns the acknowledgement: 0, or the negative errno. */
  int request(ByteBuffer message);

  /** Sends one dump request and returns the messages of the answer, each with its header. */
  List<ByteBuffer> dump(ByteBuffer message);

  @Override
  void close();
}
