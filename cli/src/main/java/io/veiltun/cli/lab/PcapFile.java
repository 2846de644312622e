package io.veiltun.cli.lab;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A capture file that tcpdump and Wireshark read: pcap with nanoseconds (draft-ietf-opsawg-pcap).
 */
final class PcapFile implements AutoCloseable {
  private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
  private static final int LINKTYPE_ETHERNET = 1;
  private static final int LINKTYPE_RAW = 101;
  private static final int NANOS = 1_000_000_000;

  private final OutputStream out;
  private final ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
  private final int snapLength;
  private boolean begun;

  PcapFile(Path file, int snapLength) throws IOException {
    this.snapLength = snapLength;
    out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  /** Writes {@code kept}, the beginning of a frame of {@code length} bytes. */
  void write(ByteBuffer kept, int length, long timeNanos, boolean ethernet) throws IOException {
    if (!begun) {
      begun = true;
      header.clear().putInt(MAGIC_NANOSECONDS).putShort((short) 2).putShort((short) 4);
      header.putLong(0).putInt(snapLength).putInt(ethernet ? LINKTYPE_ETHERNET : LINKTYPE_RAW);
      out.write(header.array(), 0, header.position());
    }
    header.clear().putInt((int) (timeNanos / NANOS)).putInt((int) (timeNanos % NANOS));
    header.putInt(kept.remaining()).putInt(length);
    out.write(header.array(), 0, header.position());
    byte[] bytes = new byte[kept.remaining()];
    kept.get(bytes);
    out.write(bytes);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
