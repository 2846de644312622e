package io.veiltun.config;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;

/**
 * The TUN device of a client; its addresses are those of the last hop.
 *
 * @param name 1 to 15 characters
 * @param mtu in bytes, 576 to 65535
 * @param dns servers to ask while the tunnel is up; may be empty
 */
public record ClientInterface(
    @JsonMember(value = "Name of the TUN device", pattern = Names.INTERFACE_PATTERN) String name,
    @JsonMember(
            value =
                "MTU of the TUN device in bytes; worked out from the path and all hops if absent",
            min = Ranges.MIN_MTU,
            max = Ranges.MAX_MTU)
        OptionalInt mtu,
    @JsonMember(value = "DNS servers to use while the tunnel is up", optional = true)
        List<InetAddress> dns) {
  /** Throws {@link IllegalArgumentException} outside the ranges above. */
  public ClientInterface {
    name = Names.INTERFACE.parser().apply(name);
    mtu.ifPresent(bytes -> Ranges.check("MTU", bytes, Ranges.MIN_MTU, Ranges.MAX_MTU));
    dns = List.copyOf(dns);
  }
}
