package io.veiltun.config.conf;

/**
 * A shell command of wg-quick. VeilTun never runs one: it would run as root whatever a file from
 * elsewhere says.
 *
 * @param key when wg-quick runs it: PreUp, PostUp, PreDown or PostDown
 * @param command as written, {@code #} included; may hold a secret
 * @param line where it stands; 0 if nowhere
 */
public record Hook(ConfKey key, String command, int line) {
  /** Throws {@link IllegalArgumentException} for another key. */
  public Hook {
    if (key.reader() != ConfKey.Reader.SHELL) {
      throw new IllegalArgumentException(key + " is no hook");
    }
  }

  /** Without the command. */
  @Override
  public String toString() {
    return "Hook[" + key.text() + "]";
  }
}
