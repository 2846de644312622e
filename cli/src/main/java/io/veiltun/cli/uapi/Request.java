package io.veiltun.cli.uapi;

/** What a client asks for. */
sealed interface Request {
  /** The whole state of the device. */
  record Get() implements Request {}

  /** A change, to be closed by who carries it out. */
  record Set(DeviceChange change) implements Request {}

  /**
   * A request that could not be understood.
   *
   * @param hangUp whether the client does not speak this protocol at all
   */
  record Refused(UapiFailure failure, boolean hangUp) implements Request {}
}
