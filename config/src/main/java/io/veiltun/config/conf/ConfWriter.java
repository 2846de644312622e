package io.veiltun.config.conf;

import io.veiltun.config.IpLiteral;
import io.veiltun.config.KeyMaterial;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes files as {@code wg showconf} and {@code wg-quick save} do. */
public final class ConfWriter {
  private final StringBuilder text = new StringBuilder();

  private ConfWriter() {}

  /** The whole file; it holds its private keys. */
  public static String write(WgQuickFile file) {
    ConfWriter writer = new ConfWriter();
    writer.device(file.networkInterface());
    file.peers().forEach(writer::peer);
    return writer.text.toString();
  }

  private void device(WgInterface device) {
    text.append(ConfSection.INTERFACE.header()).append('\n');
    list(ConfKey.ADDRESS, device.addresses());
    List<String> dns =
        Stream.concat(
                device.dnsServers().stream().map(IpLiteral::format),
                device.searchDomains().stream())
            .toList();
    list(ConfKey.DNS, dns);
    device.mtu().ifPresent(bytes -> line(ConfKey.MTU, Integer.toString(bytes)));
    if (!device.table().equals(WgInterface.AUTO)) {
      line(ConfKey.TABLE, device.table());
    }
    if (device.saveConfig()) {
      line(ConfKey.SAVE_CONFIG, "true");
    }
    device.hooks().forEach(hook -> line(hook.key(), hook.command()));
    device.listenPort().ifPresent(port -> line(ConfKey.LISTEN_PORT, Integer.toString(port)));
    if (device.fwMark() != 0) {
      line(ConfKey.FW_MARK, "0x" + Long.toHexString(device.fwMark()));
    }
    device.privateKey().ifPresent(key -> key(ConfKey.PRIVATE_KEY, key));
  }

  private void peer(WgPeer peer) {
    text.append('\n').append(ConfSection.PEER.header()).append('\n');
    if (!peer.name().isEmpty()) {
      text.append("# ").append(peer.name()).append('\n');
    }
    line(ConfKey.PUBLIC_KEY, peer.publicKey().base64());
    peer.presharedKey().ifPresent(key -> key(ConfKey.PRESHARED_KEY, key));
    list(ConfKey.ALLOWED_IPS, peer.allowedIps());
    peer.endpoint().ifPresent(endpoint -> line(ConfKey.ENDPOINT, endpoint.toString()));
    peer.keepalive()
        .ifPresent(seconds -> line(ConfKey.PERSISTENT_KEEPALIVE, Integer.toString(seconds)));
  }

  /** An empty list is left out: some versions of wg refuse a key without a value. */
  private void list(ConfKey key, List<?> entries) {
    if (!entries.isEmpty()) {
      line(key, entries.stream().map(Object::toString).collect(Collectors.joining(", ")));
    }
  }

  private void key(ConfKey key, KeyMaterial secret) {
    byte[] base64 = secret.base64();
    line(key, new String(base64, StandardCharsets.US_ASCII));
    Arrays.fill(base64, (byte) 0);
  }

  private void line(ConfKey key, String value) {
    text.append(key.text()).append(" = ").append(value).append('\n');
  }
}
