package io.veiltun.engine.udp;

import io.veiltun.engine.packet.Endpoint;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of the last few sources of one socket, so that consecutive datagrams of a source
 * share one object and cost no allocation. Belongs to one thread.
 */
final class EndpointCache {
  private static final int ENTRIES = 16;

  private final boolean ipv4;
  private final long[] remoteHigh = new long[ENTRIES];
  private final long[] remoteLow = new long[ENTRIES];
  private final long[] portAndScope = new long[ENTRIES];
  private final long[] localHigh = new long[ENTRIES];
  private final long[] localLow = new long[ENTRIES];
  private final int[] interfaces = new int[ENTRIES];
  private final @Nullable Endpoint[] endpoints = new Endpoint[ENTRIES];
  private int last;
  private int victim;

  EndpointCache(boolean ipv4) {
    this.ipv4 = ipv4;
  }

  /**
   * The endpoint with these parts. Addresses are 128-bit numbers, IPv4 in the low 32 bits; a local
   * address of 0 is unknown.
   */
  Endpoint endpoint(
      long high, long low, int port, int scope, long local1, long local0, int interfaceIndex) {
    long key = (long) scope << 16 | port;
    for (int i = 0; i < ENTRIES; i++) {
      int entry = last + i & ENTRIES - 1;
      Endpoint known = endpoints[entry];
      if (known != null
          && remoteLow[entry] == low
          && portAndScope[entry] == key
          && localLow[entry] == local0
          && remoteHigh[entry] == high
          && localHigh[entry] == local1
          && interfaces[entry] == interfaceIndex) {
        last = entry;
        return known;
      }
    }
    int entry = victim;
    victim = victim + 1 & ENTRIES - 1;
    last = entry;
    remoteHigh[entry] = high;
    remoteLow[entry] = low;
    portAndScope[entry] = key;
    localHigh[entry] = local1;
    localLow[entry] = local0;
    interfaces[entry] = interfaceIndex;
    Endpoint endpoint = Endpoint.of(bytes(high, low), port, scope);
    if ((local1 | local0) != 0) {
      endpoint = endpoint.from(bytes(local1, local0), interfaceIndex);
    }
    endpoints[entry] = endpoint;
    return endpoint;
  }

  private byte[] bytes(long high, long low) {
    return ipv4
        ? ByteBuffer.allocate(4).putInt((int) low).array()
        : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }
}
