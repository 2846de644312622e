package io.veiltun.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one tunnel process is told to do: a chain of hops, or a device with peers. Owns the keys it
 * was read with.
 */
public sealed interface Profile extends AutoCloseable permits ClientProfile, RelayProfile {
  /** The name of the TUN device. */
  String interfaceName();

  /** The MTU of the TUN device in bytes, 576 to 65535; absent: worked out. */
  OptionalInt mtu();

  /** Where to serve metrics; absent: nowhere. */
  Optional<MetricsListen> metrics();

  /** Wipes every key. */
  @Override
  void close();
}
