package io.veiltun.engine.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds OpenSSL's libcrypto, without calling into it. */
final class LibcryptoLibrary {
  private static final List<String> NAMES =
      List.of("libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so");
  private static final List<String> FUNCTIONS =
      List.of(
          "OPENSSL_init_crypto",
          "EVP_chacha20_poly1305",
          "EVP_CIPHER_CTX_new",
          "EVP_CIPHER_CTX_free",
          "EVP_CIPHER_CTX_ctrl",
          "EVP_CipherInit_ex",
          "EVP_CipherUpdate",
          "EVP_CipherFinal_ex",
          "EVP_PKEY_new_raw_private_key",
          "EVP_PKEY_new_raw_public_key",
          "EVP_PKEY_get_raw_public_key",
          "EVP_PKEY_CTX_new",
          "EVP_PKEY_CTX_free",
          "EVP_PKEY_derive_init",
          "EVP_PKEY_derive_set_peer",
          "EVP_PKEY_derive",
          "EVP_PKEY_free");
  private static final @Nullable SymbolLookup SYMBOLS = find();

  private LibcryptoLibrary() {}

  /** Whether a libcrypto with every function we call is there. */
  static boolean present() {
    return SYMBOLS != null;
  }

  /**
   * Refuses to go on without it.
   *
   * @throws IllegalStateException if it is missing
   */
  static void require() {
    if (!present()) {
      throw new IllegalStateException("OpenSSL's libcrypto is not installed");
    }
  }

  /** The address of a function. */
  static MemorySegment function(String name) {
    if (SYMBOLS == null) {
      throw new IllegalStateException("none of " + NAMES + " has the functions needed");
    }
    return SYMBOLS.findOrThrow(name);
  }

  private static @Nullable SymbolLookup find() {
    for (String name : NAMES) {
      SymbolLookup symbols = load(name);
      if (symbols != null && FUNCTIONS.stream().allMatch(f -> symbols.find(f).isPresent())) {
        return symbols;
      }
    }
    return null;
  }

  private static @Nullable SymbolLookup load(String name) {
    try {
      return SymbolLookup.libraryLookup(name, Arena.global());
    } catch (IllegalArgumentException notInstalled) {
      return null;
    }
  }
}
