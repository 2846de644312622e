package io.veiltun.engine.packet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a datagram goes to or came from: remote address and port, and the local address it was
 * received on, so that answers leave from the address that was asked (wireguard-protocol §12,
 * sticky source). Immutable; a transport hands out the same object for consecutive datagrams of one
 * source, so {@code ==} is a valid fast path for equality.
 */
public final class Endpoint {
  private final byte[] address;
  private final int port;
  private final int scopeId;
  private final byte @Nullable [] localAddress;
  private final int localInterface;

  private Endpoint(
      byte[] address, int port, int scopeId, byte @Nullable [] localAddress, int localInterface) {
    if (address.length != 4 && address.length != 16) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + address.length);
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
    this.address = address;
    this.port = port;
    this.scopeId = scopeId;
    this.localAddress = localAddress;
    this.localInterface = localInterface;
  }

  /** An endpoint without a remembered local address. */
  public static Endpoint of(InetSocketAddress remote) {
    InetAddress ip = remote.getAddress();
    if (ip == null) {
      throw new IllegalArgumentException("unresolved: " + remote.getHostString());
    }
    int scope = ip instanceof java.net.Inet6Address six ? six.getScopeId() : 0;
    return new Endpoint(ip.getAddress(), remote.getPort(), scope, null, 0);
  }

  /** An endpoint from raw parts; {@code address} has 4 or 16 bytes and is copied. */
  public static Endpoint of(byte[] address, int port, int scopeId) {
    return new Endpoint(address.clone(), port, scopeId, null, 0);
  }

  /**
   * The same remote end, reached on the local address {@code local} of interface {@code
   * interfaceIndex} (0: any).
   */
  public Endpoint from(byte[] local, int interfaceIndex) {
    return new Endpoint(address, port, scopeId, local.clone(), interfaceIndex);
  }

  /** The same remote end with the local address forgotten: the kernel chooses the source again. */
  public Endpoint withoutSource() {
    return localAddress == null ? this : new Endpoint(address, port, scopeId, null, 0);
  }

  /** Whether the remote address is IPv4. */
  public boolean isIpv4() {
    return address.length == 4;
  }

  /** The remote address: 4 or 16 bytes in network order. Not a copy: do not write to it. */
  @SuppressWarnings("MutableMemberReturned")
  public byte[] address() {
    return address;
  }

  /** The remote UDP port. */
  public int port() {
    return port;
  }

  /** The interface index that gives a link-local address its meaning, else 0. */
  public int scopeId() {
    return scopeId;
  }

  /** The local address the last datagram came in on, or null. Not a copy: do not write to it. */
  @SuppressWarnings("MutableMemberReturned")
  public byte @Nullable [] localAddress() {
    return localAddress;
  }

  /** The interface index the last datagram came in on, 0 if unknown. */
  public int localInterface() {
    return localInterface;
  }

  /** Whether both name the same remote address and port, whatever their local addresses. */
  @SuppressWarnings("ReferenceEquality")
  public boolean sameRemote(Endpoint other) {
    return this == other
        || (port == other.port
            && scopeId == other.scopeId
            && Arrays.equals(address, other.address));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Endpoint that
        && sameRemote(that)
        && localInterface == that.localInterface
        && Arrays.equals(localAddress, that.localAddress);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(address) + port;
  }

  /** {@code 192.0.2.1:51820} or {@code [2001:db8::1]:51820}. */
  @Override
  public String toString() {
    try {
      String host = InetAddress.getByAddress(address).getHostAddress();
      return isIpv4() ? host + ":" + port : "[" + host + "]:" + port;
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
