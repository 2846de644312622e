package io.veiltun.cli.lab;

import io.veiltun.engine.os.RawSocket;
import io.veiltun.engine.os.Setns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An observer on a link: every frame that enters or leaves one device of a host, captured by a
 * thread of its own through a packet socket. Independent of all counters of the tunnels.
 */
public final class PacketCapture implements AutoCloseable {
  /** Enough for link, IPv6 and TCP headers with all options. */
  private static final int HEADERS_ONLY = 256;

  private static final int WHOLE_FRAMES = (1 << 16) + 64;
  private static final int RECEIVE_BUFFER = 64 << 20;
  private static final int PATIENCE_MILLIS = 20;
  private static final long DRAIN_SECONDS = 5;

  private final Namespace host;
  private final String device;
  private final @Nullable Path file;
  private final @Nullable MessageTable messages;
  private final FlowTable table = new FlowTable();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile long stopAtNanos = Long.MAX_VALUE;
  private volatile long dropped;

  private PacketCapture(
      Namespace host, String device, @Nullable Path file, @Nullable MessageTable messages) {
    this.host = host;
    this.device = device;
    this.file = file;
    this.messages = messages;
  }

  /** Begins to watch {@code device} of {@code host}; when this returns, nothing is missed. */
  public static PacketCapture start(Namespace host, String device) throws IOException {
    return new PacketCapture(host, device, null, null).begin();
  }

  /** As {@link #start(Namespace, String)}, and writes whole frames to {@code pcap}. */
  public static PacketCapture start(Namespace host, String device, Path pcap) throws IOException {
    return new PacketCapture(host, device, pcap, null).begin();
  }

  /** As {@link #start(Namespace, String)}, and looks at every message for {@link #messages}. */
  static PacketCapture startReading(Namespace host, String device) throws IOException {
    return new PacketCapture(host, device, null, new MessageTable()).begin();
  }

  private PacketCapture begin() throws IOException {
    Thread.ofPlatform().daemon().name("capture-" + device).start(this::run);
    await(started);
    return this;
  }

  private void await(CompletableFuture<Void> event) throws IOException {
    try {
      event.get(DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw SystemCommand.interrupted(e);
    } catch (ExecutionException e) {
      throw new IOException("capture on " + device + ": " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("capture: no answer within " + DRAIN_SECONDS + " s", e);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // handed to the thread that waits for the end
  private void run() {
    // The messages inside a segmentation super-packet are looked at one by one.
    int snapLength = file == null && messages == null ? HEADERS_ONLY : WHOLE_FRAMES;
    try {
      Setns.network(host.file());
      try (RawSocket socket = RawSocket.open(device, snapLength, RECEIVE_BUFFER, PATIENCE_MILLIS);
          PcapFile pcap = file == null ? null : new PcapFile(file, snapLength)) {
        started.complete(null);
        capture(socket, pcap);
      }
      ended.complete(null);
    } catch (Exception e) {
      started.completeExceptionally(e);
      ended.completeExceptionally(e);
    }
  }

  private void capture(RawSocket socket, @Nullable PcapFile pcap) throws IOException {
    ByteBuffer buffer = socket.buffer();
    while (true) {
      long stop = stopAtNanos;
      int length = socket.receive();
      // Where frames never pause, one from after the stop shows that all before it are in.
      boolean behind = length == RawSocket.NOTHING || socket.timestampNanos() > stop;
      if (behind) {
        dropped = socket.dropped();
        if (stop != Long.MAX_VALUE) {
          return;
        }
      } else if (length > 0) {
        add(socket, buffer.clear().limit(Math.min(length, buffer.capacity())), length, pcap);
      }
    }
  }

  private void add(RawSocket socket, ByteBuffer kept, int length, @Nullable PcapFile pcap)
      throws IOException {
    int link = Math.min(socket.linkHeader(), kept.limit());
    PacketHeader header = PacketHeader.read(kept.position(link), socket.protocol());
    table.add(
        header, socket.outgoing(), length - link, socket.segmentSize(), socket.timestampNanos());
    if (messages != null) {
      messages.add(kept, header, socket.outgoing(), length - link, socket.segmentSize());
    }
    if (pcap != null) {
      pcap.write(kept.position(0), length, socket.timestampNanos(), link > 0);
    }
  }

  /** Flows so far, in the order of first appearance. */
  public List<Flow> flows() {
    return table.flows();
  }

  /** The first 262 144 packets. */
  public List<CapturedPacket> packets() {
    return table.packets();
  }

  /**
   * UDP datagrams so far by their looks, in the order of first appearance; none unless it was
   * started to read them.
   */
  List<MessageCount> messages() {
    return messages == null ? List.of() : messages.counts();
  }

  /** Datagrams missing from {@link #messages()}, besides {@link #missed()}. */
  long unreadMessages() {
    return messages == null ? 0 : messages.unlisted();
  }

  /** Packets missing from {@link #flows()}; a claim about all of them holds only at 0. */
  public long missed() {
    return dropped + table.unlisted();
  }

  /** Takes in what the kernel still holds, then ends and closes the file. Safe to repeat. */
  public void stop() throws IOException {
    if (stopAtNanos == Long.MAX_VALUE) {
      Instant stop = Instant.now().plusMillis(PATIENCE_MILLIS);
      stopAtNanos = TimeUnit.SECONDS.toNanos(stop.getEpochSecond()) + stop.getNano();
    }
    await(ended);
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
