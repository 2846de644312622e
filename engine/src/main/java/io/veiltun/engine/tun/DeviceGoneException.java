package io.veiltun.engine.tun;

import java.io.IOException;

/** The interface behind a TUN descriptor was deleted. */
public final class DeviceGoneException extends IOException {
  /** The interface called {@code name} is gone. */
  public DeviceGoneException(String name) {
    super("interface " + name + " was deleted");
  }
}
