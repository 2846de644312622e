package io.veiltun.cli.process;

import io.veiltun.engine.tun.LinkListener;
import io.veiltun.engine.tun.LinuxTun;
import io.veiltun.engine.tunnel.Tunnel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the state that others give a device's interface: {@code ip link set up} opens the
 * sockets, {@code down} shuts them, its deletion is the end.
 */
record DeviceLink(
    LinuxTun tun,
    Tunnel tunnel,
    DeviceSockets sockets,
    CompletableFuture<@Nullable Throwable> ended)
    implements LinkListener {
  private static final Logger log = LoggerFactory.getLogger(DeviceLink.class);

  /** The smallest MTU a tunnel has; a link with less sends only smaller packets anyway. */
  private static final int LEAST = 576;

  @Override
  public void up() {
    log.info("{}: link up", tun.name());
    sockets.up();
    tunnel.resume();
  }

  @Override
  public void down() {
    log.info("{}: link down", tun.name());
    tunnel.suspend();
    sockets.down();
  }

  @Override
  public void mtu(int bytes) {
    int mtu = Math.max(LEAST, Math.min(bytes, 65535));
    if (mtu != tunnel.mtu()) {
      log.info("{} has MTU {}", tun.name(), bytes);
      tun.mtu(mtu);
      tunnel.mtu(mtu);
    }
  }

  @Override
  public void gone() {
    ended.complete(null);
  }
}
