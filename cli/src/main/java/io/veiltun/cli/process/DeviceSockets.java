package io.veiltun.cli.process;

import io.veiltun.cli.uapi.UapiFailure;
import io.veiltun.engine.udp.UdpTransport;
import java.io.IOException;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a device, which are open while its link is up. Called by the thread that watches
 * the link and by the one that serves {@code wg}.
 */
final class DeviceSockets {
  private static final Logger log = LoggerFactory.getLogger(DeviceSockets.class);

  private final UdpTransport transport;
  private boolean up;

  DeviceSockets(UdpTransport transport) {
    this.transport = transport;
    up = transport.isOpen();
  }

  /** The link is up. A port that is taken leaves the sockets shut until another is asked for. */
  synchronized void up() {
    up = true;
    try {
      transport.open();
    } catch (IOException e) {
      log.error("UDP port {}: {}", transport.port(), e.getMessage());
    }
  }

  synchronized void down() {
    up = false;
    transport.shut();
  }

  /** Whether datagrams can come and go. */
  boolean isOpen() {
    return transport.isOpen();
  }

  int port() {
    return transport.port();
  }

  int fwmark() {
    return transport.fwmark();
  }

  /** Changes both or, with a failure, neither. */
  synchronized void change(OptionalInt port, OptionalInt mark) throws UapiFailure {
    int markBefore = fwmark();
    if (mark.isPresent()) {
      mark(mark.getAsInt());
    }
    try {
      if (port.isPresent()) {
        port(port.getAsInt());
      }
    } catch (IOException e) {
      mark(markBefore);
      throw UapiFailure.inUse("UDP port " + port.getAsInt() + ": " + e.getMessage());
    }
  }

  private void mark(int wanted) throws UapiFailure {
    if (wanted == fwmark()) {
      return;
    }
    try {
      transport.fwmark(wanted);
    } catch (IOException e) {
      throw UapiFailure.inUse("fwmark: " + e.getMessage());
    }
  }

  /** Zero asks for another port each time, as the kernel's WireGuard does. */
  private void port(int wanted) throws IOException {
    if (wanted == 0 || wanted != transport.port()) {
      transport.port(wanted);
    }
    if (up && !transport.isOpen()) {
      transport.open();
    }
  }
}
