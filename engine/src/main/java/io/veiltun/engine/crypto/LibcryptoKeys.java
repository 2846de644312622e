package io.veiltun.engine.crypto;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/**
 * The functions of libcrypto for X25519, pointers as addresses. They take tens of microseconds and
 * so are not linked as critical. Use only if {@link LibcryptoLibrary#present()}.
 */
final class LibcryptoKeys {
  /** NID_X25519. */
  private static final int X25519 = 1034;

  private static final MethodHandle NEW_PRIVATE =
      link("EVP_PKEY_new_raw_private_key", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle NEW_PUBLIC =
      link("EVP_PKEY_new_raw_public_key", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle GET_PUBLIC =
      link("EVP_PKEY_get_raw_public_key", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle NEW_CONTEXT =
      link("EVP_PKEY_CTX_new", JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle DERIVE_INIT = link("EVP_PKEY_derive_init", JAVA_INT, JAVA_LONG);
  private static final MethodHandle SET_PEER =
      link("EVP_PKEY_derive_set_peer", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle DERIVE =
      link("EVP_PKEY_derive", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle FREE_CONTEXT = linkVoid("EVP_PKEY_CTX_free");
  private static final MethodHandle FREE_KEY = linkVoid("EVP_PKEY_free");

  private LibcryptoKeys() {}

  /** A key from the 32 bytes at {@code raw}, which are copied, with its public key worked out. */
  static long newPrivateKey(long raw) {
    Libcrypto.initialise();
    try {
      return present((long) NEW_PRIVATE.invokeExact(X25519, 0L, raw, (long) SecretKey.LENGTH));
    } catch (Throwable e) {
      throw Libcrypto.rethrow(e);
    }
  }

  /** A context for agreements with {@code key}. */
  static long newAgreement(long key) {
    try {
      long context = present((long) NEW_CONTEXT.invokeExact(key, 0L));
      if ((int) DERIVE_INIT.invokeExact(context) != 1) {
        FREE_CONTEXT.invokeExact(context);
        throw new IllegalStateException("libcrypto refuses X25519");
      }
      return context;
    } catch (Throwable e) {
      throw Libcrypto.rethrow(e);
    }
  }

  /** Writes the public key to {@code out}; {@code length} is the address of a 32 as 64 bits. */
  static void publicKey(long key, long out, long length) {
    try {
      if ((int) GET_PUBLIC.invokeExact(key, out, length) != 1) {
        throw new IllegalStateException("libcrypto gives no public key");
      }
    } catch (Throwable e) {
      throw Libcrypto.rethrow(e);
    }
  }

  /**
   * Writes the secret shared with the 32 bytes at {@code peer} to {@code out}; {@code length} is
   * the address of a 32 as 64 bits. False if there is none, as with a key of low order.
   */
  static boolean agree(long context, long peer, long out, long length) {
    try {
      long other =
          present((long) NEW_PUBLIC.invokeExact(X25519, 0L, peer, (long) SecretKey.LENGTH));
      try {
        return (int) SET_PEER.invokeExact(context, other) == 1
            && (int) DERIVE.invokeExact(context, out, length) == 1;
      } finally {
        FREE_KEY.invokeExact(other);
      }
    } catch (Throwable e) {
      throw Libcrypto.rethrow(e);
    }
  }

  /** Frees both; the library wipes the key. Zero is nothing. */
  static void free(long context, long key) {
    try {
      FREE_CONTEXT.invokeExact(context);
      FREE_KEY.invokeExact(key);
    } catch (Throwable e) {
      throw Libcrypto.rethrow(e);
    }
  }

  private static long present(long pointer) {
    if (pointer == 0) {
      throw new IllegalStateException("libcrypto refuses X25519 or is out of memory");
    }
    return pointer;
  }

  private static MethodHandle link(String name, MemoryLayout result, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(LibcryptoLibrary.function(name), FunctionDescriptor.of(result, arguments));
  }

  private static MethodHandle linkVoid(String name) {
    return Linker.nativeLinker()
        .downcallHandle(LibcryptoLibrary.function(name), FunctionDescriptor.ofVoid(JAVA_LONG));
  }
}
