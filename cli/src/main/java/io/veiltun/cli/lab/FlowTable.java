package io.veiltun.cli.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was captured, in bounded memory: totals per flow without limit of packets, and the first
 * {@link #PACKETS} packets one by one. Written by the capturing thread, read by any.
 */
final class FlowTable {
  static final int PACKETS = 1 << 18;
  private static final int FLOWS = 4096;
  private static final int SIZES = 256;

  private final Map<Flow.Key, Counts> flows = new LinkedHashMap<>();
  private final List<Counts> byNumber = new ArrayList<>();
  private final long[] times = new long[PACKETS];
  private final int[] lengths = new int[PACKETS];
  private final short[] flowNumbers = new short[PACKETS];
  private int recorded;
  private long unlisted;

  private static final class Counts {
    final Flow.Key key;
    final boolean outgoing;
    final int number;
    final Map<Integer, long[]> sizes = new HashMap<>();
    long packets;
    long bytes;

    Counts(Flow.Key key, boolean outgoing, int number) {
      this.key = key;
      this.outgoing = outgoing;
      this.number = number;
    }

    void add(int length, long times) {
      packets += times;
      bytes += times * length;
      long @Nullable [] count = sizes.get(length);
      if (count == null && sizes.size() < SIZES) {
        count = new long[1];
        sizes.put(length, count);
      }
      if (count != null) {
        count[0] += times;
      }
    }
  }

  /**
   * Adds a packet, or a super-packet standing for several.
   *
   * @param length bytes from the network header on
   * @param segmentSize payload bytes of each packet it stands for; 0: it is one packet
   */
  synchronized void add(
      PacketHeader header, boolean outgoing, int length, int segmentSize, long timeNanos) {
    Counts counts = flows.get(header.key());
    if (counts == null) {
      if (flows.size() == FLOWS) {
        unlisted++;
        return;
      }
      counts = new Counts(header.key(), outgoing, flows.size());
      flows.put(header.key(), counts);
      byNumber.add(counts);
    }
    int payload = length - header.headerLength();
    if (segmentSize == 0 || payload <= segmentSize) {
      add(counts, length, 1, timeNanos);
      return;
    }
    add(counts, header.headerLength() + segmentSize, payload / segmentSize, timeNanos);
    if (payload % segmentSize != 0) {
      add(counts, header.headerLength() + payload % segmentSize, 1, timeNanos);
    }
  }

  private void add(Counts counts, int length, int times, long timeNanos) {
    counts.add(length, times);
    for (int i = 0; i < times && recorded < PACKETS; i++) {
      this.times[recorded] = timeNanos;
      lengths[recorded] = length;
      flowNumbers[recorded] = (short) counts.number;
      recorded++;
    }
  }

  /** Every flow, in the order of first appearance. */
  synchronized List<Flow> flows() {
    List<Flow> result = new ArrayList<>();
    for (Counts counts : byNumber) {
      TreeMap<Integer, Long> sizes = new TreeMap<>();
      counts.sizes.forEach((size, count) -> sizes.put(size, count[0]));
      result.add(new Flow(counts.key, counts.outgoing, counts.packets, counts.bytes, sizes));
    }
    return result;
  }

  synchronized List<CapturedPacket> packets() {
    List<CapturedPacket> result = new ArrayList<>(recorded);
    for (int i = 0; i < recorded; i++) {
      Counts counts = byNumber.get(flowNumbers[i]);
      result.add(new CapturedPacket(times[i], lengths[i], counts.outgoing, counts.key));
    }
    return result;
  }

  /** Packets of flows beyond the table's limit. */
  synchronized long unlisted() {
    return unlisted;
  }
}
