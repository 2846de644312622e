package io.veiltun.config.conf;

/** A section of a file. */
public enum ConfSection {
  /** The device. */
  INTERFACE("[Interface]"),
  /** One of its peers. */
  PEER("[Peer]");

  private final String header;

  ConfSection(String header) {
    this.header = header;
  }

  /** The line that opens it. */
  public String header() {
    return header;
  }
}
