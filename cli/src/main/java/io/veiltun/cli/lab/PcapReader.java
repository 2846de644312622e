package io.veiltun.cli.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * What a capture file of tcpdump tells: pcap with micro- or nanoseconds in either byte order, of an
 * Ethernet device (draft-ietf-opsawg-pcap). Works on whatever the file holds: an incomplete last
 * packet, as a capture under way has, ends it.
 */
public final class PcapReader {
  private static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
  private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
  private static final int FILE_HEADER = 24;
  private static final int PACKET_HEADER = 16;
  private static final int LINKTYPE_ETHERNET = 1;
  private static final int ETHERNET_HEADER = 14;
  private static final long NANOS = 1_000_000_000;

  private final ByteBuffer file;
  private final long nanosPerUnit;
  private final FlowTable table = new FlowTable();
  private final String observed;

  private PcapReader(ByteBuffer file, long nanosPerUnit, String observed) {
    this.file = file;
    this.nanosPerUnit = nanosPerUnit;
    this.observed = observed;
  }

  /**
   * Reads a file.
   *
   * @param path the file, at most 2 GiB
   * @param observed the numeric address whose packets count as outgoing
   * @throws IOException if it can't be read or is no such file
   */
  public static PcapReader read(Path path, String observed) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IOException(path + ": larger than 2 GiB");
      }
      ByteBuffer file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      PcapReader reader = new PcapReader(file, nanosPerUnit(path, file), observed);
      reader.readPackets();
      return reader;
    }
  }

  /** Checks the file's header, moves past it and sets the byte order. */
  private static long nanosPerUnit(Path path, ByteBuffer file) throws IOException {
    if (file.remaining() < FILE_HEADER) {
      throw new IOException(path + ": no capture file, or an empty one");
    }
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      int magic = file.order(order).getInt(0);
      if (magic == MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS) {
        if (file.getInt(20) != LINKTYPE_ETHERNET) {
          throw new IOException(path + ": not of an Ethernet device");
        }
        file.position(FILE_HEADER);
        return magic == MAGIC_NANOSECONDS ? 1 : 1000;
      }
    }
    throw new IOException(path + ": not a pcap file");
  }

  private void readPackets() {
    while (file.remaining() >= PACKET_HEADER) {
      long seconds = Integer.toUnsignedLong(file.getInt());
      long fraction = Integer.toUnsignedLong(file.getInt());
      int kept = file.getInt();
      int length = file.getInt();
      if (kept < 0 || kept > file.remaining()) {
        return;
      }
      ByteBuffer frame = file.slice(file.position(), kept);
      file.position(file.position() + kept);
      if (kept >= ETHERNET_HEADER) {
        add(frame.order(ByteOrder.BIG_ENDIAN), length, seconds * NANOS + fraction * nanosPerUnit);
      }
    }
  }

  private void add(ByteBuffer frame, int length, long timeNanos) {
    int etherType = frame.getShort(ETHERNET_HEADER - 2) & 0xffff;
    PacketHeader header = PacketHeader.read(frame.position(ETHERNET_HEADER), etherType);
    boolean outgoing = header.key().source().equals(observed);
    table.add(header, outgoing, length - ETHERNET_HEADER, 0, timeNanos);
  }

  /** Flows in the order of first appearance. */
  public List<Flow> flows() {
    return table.flows();
  }

  /** The first 262 144 packets. */
  public List<CapturedPacket> packets() {
    return table.packets();
  }

  /** Packets missing from {@link #flows()}; a claim about all of them holds only at 0. */
  public long missed() {
    return table.unlisted();
  }
}
