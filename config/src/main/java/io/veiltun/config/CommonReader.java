package io.veiltun.config;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What clients and relays have in common. */
final class CommonReader {
  private CommonReader() {}

  /** The device's MTU; {@code addresses} are those the device will have. */
  static OptionalInt mtu(Members device, List<Located<CidrAddress>> addresses, Problems problems) {
    OptionalInt mtu = device.whole("mtu", Ranges.MIN_MTU, Ranges.MAX_MTU);
    if (mtu.isPresent() && mtu.getAsInt() < Ranges.MIN_IPV6_MTU) {
      addresses.stream()
          .filter(address -> address.value().ipv6())
          .findFirst()
          .ifPresent(address ->
              problems.error(
                  device.at("mtu"),
                  mtu.getAsInt()
                      + ", expected at least "
                      + Ranges.MIN_IPV6_MTU
                      + " because "
                      + address.pointer()
                      + " is IPv6"));
    }
    return mtu;
  }

  static @Nullable MetricsListen metrics(Members root, Problems problems) {
    Members metrics = root.object("metrics", Shapes.METRICS);
    HostPort listen = metrics == null ? null : metrics.text("listen", HostPort.LISTEN);
    if (metrics == null || listen == null) {
      return null;
    }
    if (!listen.literal().map(InetAddress::isLoopbackAddress).orElse(isLocalhost(listen))) {
      problems.warn(
          metrics.at("listen"),
          "not a loopback address, so others can see when the tunnel is used");
    }
    return new MetricsListen(listen);
  }

  private static boolean isLocalhost(HostPort listen) {
    return listen.host().equalsIgnoreCase("localhost");
  }
}
