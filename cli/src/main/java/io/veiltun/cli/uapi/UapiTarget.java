package io.veiltun.cli.uapi;

/** The device behind the socket. Called by the server's thread, one call at a time. */
public interface UapiTarget {
  /** The state of this moment; the server closes it. */
  DeviceState read() throws UapiFailure;

  /**
   * Carries a change out as a whole, or fails and changes nothing. The server wipes its keys
   * afterwards.
   */
  void apply(DeviceChange change) throws UapiFailure;
}
