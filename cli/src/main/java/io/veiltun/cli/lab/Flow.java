package io.veiltun.cli.lab;

import java.util.SortedMap;

/**
 * Packets of one direction between two sockets, as seen on a link.
 *
 * @param key who talks to whom
 * @param outgoing sent by the host whose device was watched; else received by it
 * @param packets packets on the wire: a segmentation super-packet counts as what it stands for
 * @param bytes their lengths from the IP header on
 * @param sizes packets by length, shortest first; lengths beyond the 256 first seen are left out
 */
public record Flow(
    Key key, boolean outgoing, long packets, long bytes, SortedMap<Integer, Long> sizes) {

  /**
   * Source and destination.
   *
   * @param source numeric address, empty for ARP
   * @param sourcePort 0 for protocols without ports
   */
  public record Key(
      Protocol protocol, String source, int sourcePort, String destination, int destinationPort) {
    /** Whether {@code address} is one of the two. */
    public boolean involves(String address) {
      return source.equals(address) || destination.equals(address);
    }
  }
}
