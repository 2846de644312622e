package io.veiltun.cli.uapi;

/** A request that is not carried out; the client is told a number of errno(3), always positive. */
public final class UapiFailure extends Exception {
  private static final long serialVersionUID = 1;

  static final int OK = 0;
  static final int EIO = 5;
  static final int EINVAL = 22;
  static final int ENOANO = 55;
  static final int EPROTO = 71;
  static final int EADDRINUSE = 98;

  private final int errno;

  private UapiFailure(int errno, String message) {
    super(message);
    this.errno = errno;
  }

  /** A key or value that is none of ours, or not possible now. */
  public static UapiFailure invalid(String message) {
    return new UapiFailure(EINVAL, message);
  }

  /** The port cannot be bound, or the mark not be set. */
  public static UapiFailure inUse(String message) {
    return new UapiFailure(EADDRINUSE, message);
  }

  /** Anything else. */
  public static UapiFailure other(String message) {
    return new UapiFailure(ENOANO, message);
  }

  /** A line that is no {@code key=value}. */
  static UapiFailure malformed(String message) {
    return new UapiFailure(EPROTO, message);
  }

  /** A line that is too long to be read. */
  static UapiFailure unreadable(String message) {
    return new UapiFailure(EIO, message);
  }

  /** The number. */
  public int errno() {
    return errno;
  }

  /** What is wrong, without any key material. */
  public String explanation() {
    return String.valueOf(getMessage());
  }
}
