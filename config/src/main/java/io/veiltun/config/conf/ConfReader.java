package io.veiltun.config.conf;

import io.veiltun.config.PublicKeyText;
import io.veiltun.config.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads files of wg and wg-quick strictly (wireguard-uapi §3): everything wrong is reported at
 * once, by line. Touches nothing but the file; never looks a name up, never runs a command.
 *
 * <p>Stricter than they are: ports are numbers, IPv6 endpoints have brackets, and {@code PublicKey}
 * twice in one section is an error. Kinder: blocks with the same public key are merged whole.
 */
public final class ConfReader {
  private static final int MAX_BYTES = 16 << 20;

  private final Findings findings;
  private final InterfaceDraft device;
  private final List<PeerDraft> peers = new ArrayList<>();

  private ConfReader(Findings findings) {
    this.findings = findings;
    device = new InterfaceDraft(findings);
  }

  /** Reads {@code file}; whatever its content, the answer is a result and not an exception. */
  public static ConfResult read(Path file) {
    byte[] content;
    try {
      content = SecretFile.read(file, MAX_BYTES);
    } catch (IOException e) {
      Findings findings = new Findings(file.toString());
      findings.error(0, SecretFile.reason(e));
      return invalid(findings);
    }
    try {
      Findings findings = new Findings(file.toString());
      if (SecretFile.readableByOthers(file)) {
        findings.warn(0, "readable by others than its owner, run: " + SecretFile.chmod(file));
      }
      return read(content, file.toString(), findings);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** Reads {@code content}, which stays the caller's, of the file called {@code name}. */
  public static ConfResult read(byte[] content, String name) {
    return read(content, name, new Findings(name));
  }

  private static ConfResult read(byte[] content, String name, Findings findings) {
    ConfReader reader = new ConfReader(findings);
    for (ConfLine line : ConfLexer.lines(content, findings)) {
      reader.take(line);
    }
    List<WgPeer> peers = reader.peers();
    if (!findings.errors().isEmpty()) {
      findings.wipe();
      return invalid(findings);
    }
    return new ConfResult.Valid(
        new WgQuickFile(name, reader.device.build(), peers), findings.warnings());
  }

  private void take(ConfLine line) {
    switch (line) {
      case ConfLine.Header(int number, ConfSection section) -> {
        if (section == ConfSection.PEER) {
          peers.add(new PeerDraft(findings, number));
        }
      }
      case ConfLine.Setting setting -> {
        if (setting.key().section() == ConfSection.PEER) {
          peers.getLast().take(setting);
        } else {
          device.take(setting);
        }
        Arrays.fill(setting.value(), (byte) 0);
      }
    }
  }

  private List<WgPeer> peers() {
    Map<PublicKeyText, WgPeer> merged = new LinkedHashMap<>();
    for (PeerDraft draft : peers) {
      draft.build().ifPresent(peer -> merged.merge(peer.publicKey(), peer, this::merge));
    }
    return List.copyOf(merged.values());
  }

  private WgPeer merge(WgPeer first, WgPeer again) {
    findings.warn(
        again.line(),
        "the peer of line "
            + first.line()
            + " again, merged with it; wg would forget that one's AllowedIPs");
    return new WgPeer(
        first.name(),
        first.publicKey(),
        last(first.presharedKey(), again.presharedKey()),
        Stream.concat(first.allowedIps().stream(), again.allowedIps().stream()).toList(),
        last(first.endpoint(), again.endpoint()),
        again.keepalive().isPresent() ? again.keepalive() : first.keepalive(),
        first.line());
  }

  private static <T> Optional<T> last(Optional<T> first, Optional<T> again) {
    return again.isPresent() ? again : first;
  }

  private static ConfResult invalid(Findings findings) {
    return new ConfResult.Invalid(findings.errors(), findings.warnings());
  }
}
