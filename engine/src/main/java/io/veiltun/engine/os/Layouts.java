package io.veiltun.engine.os;

/**
 * Sizes and field offsets of the kernel structures the data plane fills in (LP64, the same on
 * x86-64 and aarch64; linux-dataplane §5).
 */
public final class Layouts {
  /** struct iovec: base at 0, length (u64) at 8. */
  public static final int IOVEC = 16;

  /** Offset of iov_len. */
  public static final int IOVEC_LENGTH = 8;

  /** struct msghdr. */
  public static final int MSGHDR = 56;

  /** Offset of msg_name (address). */
  public static final int MSGHDR_NAME = 0;

  /** Offset of msg_namelen (u32). */
  public static final int MSGHDR_NAME_LENGTH = 8;

  /** Offset of msg_iov (address). */
  public static final int MSGHDR_IOV = 16;

  /** Offset of msg_iovlen (u64). */
  public static final int MSGHDR_IOV_LENGTH = 24;

  /** Offset of msg_control (address). */
  public static final int MSGHDR_CONTROL = 32;

  /** Offset of msg_controllen (u64). */
  public static final int MSGHDR_CONTROL_LENGTH = 40;

  /** Offset of msg_flags (u32). */
  public static final int MSGHDR_FLAGS = 48;

  /** struct mmsghdr: a msghdr, then msg_len. */
  public static final int MMSGHDR = 64;

  /** Offset of msg_len (u32) in a mmsghdr. */
  public static final int MMSGHDR_LENGTH = 56;

  /** struct cmsghdr: length (u64) at 0, level at 8, type at 12; data follows. */
  public static final int CMSGHDR = 16;

  /** Offset of cmsg_level (i32). */
  public static final int CMSG_LEVEL = 8;

  /** Offset of cmsg_type (i32). */
  public static final int CMSG_TYPE = 12;

  /** struct sockaddr_in: family 0, port (network order) 2, address 4. */
  public static final int SOCKADDR_IN = 16;

  /** struct sockaddr_in6: family 0, port (network order) 2, flow 4, address 8, scope 24. */
  public static final int SOCKADDR_IN6 = 28;

  /** struct in_pktinfo: interface 0, local address (spec_dst) 4, header destination 8. */
  public static final int IN_PKTINFO = 12;

  /** struct in6_pktinfo: address 0, interface 16. */
  public static final int IN6_PKTINFO = 20;

  /** struct ifreq: name 0 (16 bytes), union 16. */
  public static final int IFREQ = 40;

  /** struct timespec: seconds 0, nanoseconds 8. */
  public static final int TIMESPEC = 16;

  private Layouts() {}

  /** CMSG_LEN: what cmsg_len holds for {@code payload} bytes. */
  public static int cmsgLength(int payload) {
    return CMSGHDR + payload;
  }

  /** CMSG_SPACE: what a control message of {@code payload} bytes takes up, padded to 8. */
  public static int cmsgSpace(int payload) {
    return CMSGHDR + (payload + 7 & ~7);
  }
}
