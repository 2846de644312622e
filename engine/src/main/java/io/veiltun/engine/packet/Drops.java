package io.veiltun.engine.packet;

/**
 * The drop counters of one tunnel and of the device and transport that serve it.
 *
 * @param sent packets of ours that did not leave
 * @param received what came for us and was not delivered
 */
public record Drops(DropCounters sent, DropCounters received) {
  /** Counters that all read zero. */
  public Drops() {
    this(new DropCounters(), new DropCounters());
  }

  /** Packets discarded for {@code reason} in both directions together. */
  public long total(DropReason reason) {
    return sent.total(reason) + received.total(reason);
  }
}
