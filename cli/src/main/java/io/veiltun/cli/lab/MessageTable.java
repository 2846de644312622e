package io.veiltun.cli.lab;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * UDP datagrams on a link by their looks, in bounded memory. Written by the capturing thread, read
 * by any.
 */
final class MessageTable {
  private static final int LIMIT = 1 << 16;

  private final Map<Message, Counts> messages = new LinkedHashMap<>();
  private long unlisted;

  private static final class Counts {
    long count;
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
  }

  /**
   * Adds a packet, or every packet that a super-packet stands for; what is not UDP is passed over.
   *
   * @param packet all of it that was kept, its position at the network header
   * @param length bytes from the network header on
   * @param segmentSize payload bytes of each packet it stands for; 0: it is one packet
   */
  synchronized void add(
      ByteBuffer packet, PacketHeader header, boolean outgoing, int length, int segmentSize) {
    if (header.key().protocol() != Protocol.UDP) {
      return;
    }
    ByteBuffer kept = packet.slice();
    int step = segmentSize == 0 ? Math.max(1, length) : segmentSize;
    for (int at = header.headerLength(); at < length; at += step) {
      int wire = header.headerLength() + Math.min(step, length - at);
      int payload = at;
      Message.read(kept, header, outgoing, payload, wire)
          .ifPresentOrElse(
              message -> count(message, Message.counter(kept, payload)), () -> unlisted++);
    }
  }

  private void count(Message message, long counter) {
    Counts counts = messages.get(message);
    if (counts == null) {
      if (messages.size() == LIMIT) {
        unlisted++;
        return;
      }
      counts = new Counts();
      messages.put(message, counts);
    }
    counts.count++;
    counts.least = Math.min(counts.least, counter);
    counts.most = Math.max(counts.most, counter);
  }

  /** Every kind of datagram so far, in the order of first appearance. */
  synchronized List<MessageCount> counts() {
    List<MessageCount> result = new ArrayList<>();
    messages.forEach((message, counts) ->
        result.add(new MessageCount(message, counts.count, counts.most - counts.least + 1)));
    return result;
  }

  /** Datagrams too short to be a message, or beyond the table's limit. */
  synchronized long unlisted() {
    return unlisted;
  }
}
