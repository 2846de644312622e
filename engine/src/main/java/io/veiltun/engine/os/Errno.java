package io.veiltun.engine.os;

import java.io.IOException;

/** Linux error numbers (errno.h), positive, the same on x86-64 and aarch64. */
public final class Errno {
  /** Operation not permitted: a missing capability, or a firewall rule on a send. */
  public static final int EPERM = 1;

  /** No such file or entry. */
  public static final int ENOENT = 2;

  /** A signal interrupted the call. */
  public static final int EINTR = 4;

  /** Input/output error: UDP_SEGMENT without checksum offload, or a device that is down. */
  public static final int EIO = 5;

  /** Nothing to read, or no room to write, right now. */
  public static final int EAGAIN = 11;

  /** The device or name is taken. */
  public static final int EBUSY = 16;

  /** Already there. */
  public static final int EEXIST = 17;

  /** No such device. */
  public static final int ENODEV = 19;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** The descriptor's device was deleted. */
  public static final int EBADFD = 77;

  /** The datagram is too long. */
  public static final int EMSGSIZE = 90;

  /** This kernel or container has no such address family. */
  public static final int EAFNOSUPPORT = 97;

  /** The port is taken. */
  public static final int EADDRINUSE = 98;

  /** The address is not one of this host. */
  public static final int EADDRNOTAVAIL = 99;

  /** The interface the datagram was to leave by is down. */
  public static final int ENETDOWN = 100;

  /** No route to the network. */
  public static final int ENETUNREACH = 101;

  /** No buffer space, or a queue is full. */
  public static final int ENOBUFS = 105;

  /** A port-unreachable ICMP answer to an earlier datagram. */
  public static final int ECONNREFUSED = 111;

  /** No route to the host. */
  public static final int EHOSTUNREACH = 113;

  private Errno() {}

  /** The system's text for {@code errno}, given positive or negated. */
  public static String text(int errno) {
    int positive = Math.abs(errno);
    return Libc.strerror(positive) + " (errno " + positive + ")";
  }

  /** The exception for a control-path call that failed: {@code action: reason}. */
  public static IOException failure(String action, int errno) {
    return new IOException(action + ": " + text(errno));
  }
}
