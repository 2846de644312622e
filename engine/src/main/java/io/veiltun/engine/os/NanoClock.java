package io.veiltun.engine.os;

/**
 * Monotonic time that also passes while the machine sleeps, so that keys age through a suspend
 * (wireguard-protocol §11.5). Compare by subtraction only.
 */
@FunctionalInterface
public interface NanoClock {
  /** Nanoseconds since an arbitrary start. */
  long nanos();
}
