package io.veiltun.engine.session;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the random 32-bit indices of handshakes and sessions stand for (wireguard-protocol §4.7).
 * One writer, the handshake thread; any number of readers, which neither lock nor allocate nor box.
 *
 * <p>Open addressing over entries whose index never changes. A removed entry stays in place without
 * a value, so that a reader's probe never stops short, until the next growth or a new entry takes
 * the place. The indices are random, so they are their own hash.
 *
 * @param <T> what an index stands for
 */
public final class IndexTable<T> {
  private static final int INITIAL_SLOTS = 64;

  private final RandomGenerator random;
  private volatile AtomicReferenceArray<@Nullable Entry<T>> slots =
      new AtomicReferenceArray<>(INITIAL_SLOTS);
  private int occupied;
  private int live;

  /**
   * An empty table.
   *
   * @param random cryptographic, except in tests: indices must not be predictable
   */
  public IndexTable(RandomGenerator random) {
    this.random = random;
  }

  /** What {@code index} stands for, or null. Any thread. */
  public @Nullable T get(int index) {
    Entry<T> entry = find(slots, index);
    return entry == null ? null : entry.value;
  }

  /** Draws an index that is not in use and lets it stand for {@code value}. Writer only. */
  public int reserve(T value) {
    if (occupied >= slots.length() / 2) {
      rebuild();
    }
    int index = random.nextInt();
    while (get(index) != null) {
      index = random.nextInt();
    }
    insert(new Entry<>(index, value));
    live++;
    return index;
  }

  /**
   * Lets a reserved index stand for something else at once: readers see the old or the new value.
   * Writer only.
   *
   * @return false, and no change, if the index is not in use
   */
  public boolean replace(int index, T value) {
    Entry<T> entry = find(slots, index);
    if (entry == null || entry.value == null) {
      return false;
    }
    entry.value = value;
    return true;
  }

  /** Frees an index; no effect if it is not in use. Writer only. */
  public void remove(int index) {
    Entry<T> entry = find(slots, index);
    if (entry != null && entry.value != null) {
      entry.value = null;
      live--;
    }
  }

  /** The number of indices in use. Writer only. */
  public int size() {
    return live;
  }

  private static <T> @Nullable Entry<T> find(
      AtomicReferenceArray<@Nullable Entry<T>> slots, int index) {
    int mask = slots.length() - 1;
    int slot = index & mask;
    Entry<T> entry = slots.get(slot);
    while (entry != null && entry.index != index) {
      slot = (slot + 1) & mask;
      entry = slots.get(slot);
    }
    return entry;
  }

  /** The same index may still have a dead entry on the probe path: the first dead one is reused. */
  private void insert(Entry<T> added) {
    AtomicReferenceArray<@Nullable Entry<T>> into = slots;
    int mask = into.length() - 1;
    int slot = added.index & mask;
    Entry<T> present = into.get(slot);
    while (present != null && present.value != null) {
      slot = (slot + 1) & mask;
      present = into.get(slot);
    }
    if (present == null) {
      occupied++;
    }
    into.set(slot, added);
  }

  private void rebuild() {
    AtomicReferenceArray<@Nullable Entry<T>> old = slots;
    int length = old.length();
    if (live >= length / 4) {
      length *= 2;
    }
    var rebuilt = new AtomicReferenceArray<@Nullable Entry<T>>(length);
    int mask = length - 1;
    for (int i = 0; i < old.length(); i++) {
      Entry<T> entry = old.get(i);
      if (entry != null && entry.value != null) {
        int slot = entry.index & mask;
        while (rebuilt.get(slot) != null) {
          slot = (slot + 1) & mask;
        }
        rebuilt.set(slot, entry);
      }
    }
    occupied = live;
    slots = rebuilt;
  }

  private static final class Entry<T> {
    private final int index;
    private volatile @Nullable T value;

    Entry(int index, T value) {
      this.index = index;
      this.value = value;
    }
  }
}
