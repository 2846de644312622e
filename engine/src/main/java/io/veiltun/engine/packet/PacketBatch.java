package io.veiltun.engine.packet;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Up to {@link #capacity()} packets that travel together: what one system call gave, or what one
 * will take. The element of every pipeline.
 *
 * <p>Packets are slots, not objects: each is a range {@code [offset, offset + length)} of one
 * off-heap {@link #memory()}, with free room before it (headers of this hop and all outer ones are
 * prepended in place) and after it (padding and tags). Stages move the bounds and never the bytes.
 * A slot whose {@code length} is 0 after {@link #drop} is a hole: every stage skips it, order is
 * kept.
 *
 * <p><b>Ownership.</b> A batch is lent to the next stage by {@code onNext} and comes back when the
 * subscriber requests again; a stage that must keep a packet longer copies it. Not thread safe: one
 * thread at a time.
 */
public final class PacketBatch {
  private final MemorySegment memory;
  private final int[] offsets;
  private final int[] lengths;
  private final int[] limits;
  private final int[] floors;
  private final int[] peers;
  private final boolean[] dropped;
  private final @Nullable Endpoint[] endpoints;
  private int count;

  /**
   * Creates an empty batch over {@code memory}.
   *
   * @param memory native memory that holds every slot; outlives the batch
   * @param capacity the most packets it holds, at least 1
   */
  public PacketBatch(MemorySegment memory, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is below 1");
    }
    this.memory = memory;
    offsets = new int[capacity];
    lengths = new int[capacity];
    limits = new int[capacity];
    floors = new int[capacity];
    peers = new int[capacity];
    dropped = new boolean[capacity];
    endpoints = new Endpoint[capacity];
  }

  /** The memory all slots lie in; offsets below are relative to its start. */
  public MemorySegment memory() {
    return memory;
  }

  /** The most packets this batch holds. */
  public int capacity() {
    return offsets.length;
  }

  /** The number of slots in use, holes included. */
  public int size() {
    return count;
  }

  /** Whether no slot is in use. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** Forgets every slot; the memory keeps its bytes. */
  public void clear() {
    Arrays.fill(endpoints, 0, count, null);
    count = 0;
  }

  /**
   * Appends a packet.
   *
   * @param offset where the packet starts in {@link #memory()}
   * @param length its length in bytes, at least 0
   * @param floor the lowest offset a header may be prepended to
   * @param limit the first offset behind the packet that must not be written
   * @return the slot's index
   */
  public int add(int offset, int length, int floor, int limit) {
    int slot = count++;
    offsets[slot] = offset;
    lengths[slot] = length;
    floors[slot] = floor;
    limits[slot] = limit;
    peers[slot] = NO_PEER;
    dropped[slot] = false;
    endpoints[slot] = null;
    return slot;
  }

  /** Value of {@link #peer(int)} before a packet was routed. */
  public static final int NO_PEER = -1;

  /** Where the packet of {@code slot} starts in {@link #memory()}. */
  public int offset(int slot) {
    return offsets[slot];
  }

  /** The packet's length in bytes. */
  public int length(int slot) {
    return lengths[slot];
  }

  /** How many bytes may be prepended to the packet in place. */
  public int headroom(int slot) {
    return offsets[slot] - floors[slot];
  }

  /** How many bytes may be appended to the packet in place. */
  public int tailroom(int slot) {
    return limits[slot] - offsets[slot] - lengths[slot];
  }

  /** Moves the packet's bounds: after prepending, stripping, padding or trimming. */
  public void bounds(int slot, int offset, int length) {
    offsets[slot] = offset;
    lengths[slot] = length;
  }

  /** Discards the packet of {@code slot}: it becomes a hole. The caller counts the reason. */
  public void drop(int slot) {
    dropped[slot] = true;
    lengths[slot] = 0;
  }

  /** Whether the packet of {@code slot} was discarded, held or otherwise taken out of the batch. */
  public boolean isDropped(int slot) {
    return dropped[slot];
  }

  /** The number the tunnel that handles the batch gave the packet's peer, or {@link #NO_PEER}. */
  public int peer(int slot) {
    return peers[slot];
  }

  /** Notes the packet's peer for the stages of one tunnel. */
  public void peer(int slot, int peer) {
    peers[slot] = peer;
  }

  /** Outbound: where the datagram goes. Inbound: where it came from. Null before that is known. */
  public @Nullable Endpoint endpoint(int slot) {
    return endpoints[slot];
  }

  /** Sets {@link #endpoint(int)}. */
  public void endpoint(int slot, @Nullable Endpoint endpoint) {
    endpoints[slot] = endpoint;
  }
}
