package io.veiltun.config;

/**
 * A peer's public key.
 *
 * @param base64 44 characters of canonical base64
 */
public record PublicKeyText(String base64) {
  static final TextForm<PublicKeyText> FORM =
      new TextForm<>("44 characters of base64 as text", PublicKeyText::new);

  /** Throws {@link IllegalArgumentException} for anything but the base64 of 32 bytes. */
  public PublicKeyText {
    Base64Key.decode(base64);
  }

  /** The 32 bytes, a fresh copy. */
  public byte[] bytes() {
    return Base64Key.decode(base64);
  }
}
