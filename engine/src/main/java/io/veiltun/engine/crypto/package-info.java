/**
 * The primitives: AEAD for transport data behind one interface with three providers, X25519,
 * BLAKE2s, HKDF, XChaCha20-Poly1305, and the types of keys. Sealers and openers belong to one
 * thread; the rest is stateless.
 */
@NullMarked
package io.veiltun.engine.crypto;

import org.jspecify.annotations.NullMarked;
