package io.veiltun.cli.lab;

import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * A throw-away WireGuard key pair of the lab, both keys in base64 as {@code wg} writes them. Never
 * for a tunnel that is to outlive the run: the private key is an ordinary string.
 */
public record KeyPair(String privateKey, String publicKey) {
  /** A fresh pair. */
  public static KeyPair generate() {
    byte[] secret = new byte[X25519.SCALAR_SIZE];
    X25519.generatePrivateKey(new SecureRandom(), secret);
    byte[] point = new byte[X25519.POINT_SIZE];
    X25519.generatePublicKey(secret, 0, point, 0);
    Base64.Encoder base64 = Base64.getEncoder();
    return new KeyPair(base64.encodeToString(secret), base64.encodeToString(point));
  }

  @Override
  public String toString() {
    return "KeyPair[" + publicKey + "]";
  }
}
