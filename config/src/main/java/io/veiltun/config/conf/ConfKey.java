package io.veiltun.config.conf;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a line of a file may set (wireguard-uapi §3.1, §3.2). */
public enum ConfKey {
  PRIVATE_KEY("PrivateKey", ConfSection.INTERFACE, Reader.WG),
  LISTEN_PORT("ListenPort", ConfSection.INTERFACE, Reader.WG),
  FW_MARK("FwMark", ConfSection.INTERFACE, Reader.WG),
  ADDRESS("Address", ConfSection.INTERFACE, Reader.WG_QUICK),
  DNS("DNS", ConfSection.INTERFACE, Reader.WG_QUICK),
  MTU("MTU", ConfSection.INTERFACE, Reader.WG_QUICK),
  TABLE("Table", ConfSection.INTERFACE, Reader.WG_QUICK),
  PRE_UP("PreUp", ConfSection.INTERFACE, Reader.SHELL),
  POST_UP("PostUp", ConfSection.INTERFACE, Reader.SHELL),
  PRE_DOWN("PreDown", ConfSection.INTERFACE, Reader.SHELL),
  POST_DOWN("PostDown", ConfSection.INTERFACE, Reader.SHELL),
  SAVE_CONFIG("SaveConfig", ConfSection.INTERFACE, Reader.WG_QUICK),
  PUBLIC_KEY("PublicKey", ConfSection.PEER, Reader.WG),
  PRESHARED_KEY("PresharedKey", ConfSection.PEER, Reader.WG),
  ALLOWED_IPS("AllowedIPs", ConfSection.PEER, Reader.WG),
  ENDPOINT("Endpoint", ConfSection.PEER, Reader.WG),
  PERSISTENT_KEEPALIVE("PersistentKeepalive", ConfSection.PEER, Reader.WG);

  /** Who gives a key its meaning, and so decides where white space and comments end. */
  enum Reader {
    WG,
    WG_QUICK,
    SHELL
  }

  private final String text;
  private final ConfSection section;
  private final Reader reader;

  ConfKey(String text, ConfSection section, Reader reader) {
    this.text = text;
    this.section = section;
    this.reader = reader;
  }

  /** As files spell it. */
  public String text() {
    return text;
  }

  ConfSection section() {
    return section;
  }

  Reader reader() {
    return reader;
  }

  /** Whether this may stand in a section several times and mean them all. */
  boolean accumulates() {
    return this == ADDRESS || this == DNS || this == ALLOWED_IPS || reader == Reader.SHELL;
  }

  /** The key {@code written} before the equals sign, in any case; null if it is none. */
  static @Nullable ConfKey find(String written) {
    String compact = written.replaceAll("\\s", "");
    for (ConfKey key : values()) {
      // wg itself drops white space within keys too, wg-quick does not.
      String candidate = key.reader == Reader.WG ? compact : written.strip();
      if (key.text.equalsIgnoreCase(candidate)) {
        return key;
      }
    }
    return null;
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(ConfKey::text).toList();
  }
}
