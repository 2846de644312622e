package io.veiltun.cli.network;

/** An address family as the kernel numbers it. */
public enum Family {
  /** IPv4: AF_INET. */
  INET(2, 4),
  /** IPv6: AF_INET6. */
  INET6(10, 16);

  private final int number;
  private final int addressLength;

  Family(int number, int addressLength) {
    this.number = number;
    this.addressLength = addressLength;
  }

  /** The value of AF_*. */
  public int number() {
    return number;
  }

  /** Bytes of an address. */
  public int addressLength() {
    return addressLength;
  }
}
