package io.veiltun.config;

import java.util.List;
import java.util.OptionalInt;

/**
 * The TUN device of a relay.
 *
 * @param name 1 to 15 characters
 * @param addresses of the device, at least one
 * @param listenPort UDP port, 0 to 65535; 0: any free one
 * @param mtu in bytes, 576 to 65535
 */
public record RelayInterface(
    @JsonMember(value = "Name of the TUN device", pattern = Names.INTERFACE_PATTERN) String name,
    @JsonMember(value = "Addresses of the TUN device", minItems = 1) List<CidrAddress> addresses,
    @JsonMember(value = "UDP port; 0 takes any free one", min = 0, max = Ranges.MAX_PORT)
        int listenPort,
    @JsonMember(
            value = "MTU of the TUN device in bytes; worked out if absent",
            min = Ranges.MIN_MTU,
            max = Ranges.MAX_MTU)
        OptionalInt mtu) {
  /** Throws {@link IllegalArgumentException} outside the ranges above. */
  public RelayInterface {
    name = Names.INTERFACE.parser().apply(name);
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no address");
    }
    Ranges.check("port", listenPort, 0, Ranges.MAX_PORT);
    mtu.ifPresent(bytes -> Ranges.check("MTU", bytes, Ranges.MIN_MTU, Ranges.MAX_MTU));
  }
}
