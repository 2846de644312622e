package io.veiltun.engine.crypto;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/**
 * The functions of libcrypto we call, pointers as addresses. Those on the packet path are short,
 * never block, and so are linked as critical. Use only if {@link LibcryptoLibrary#present()}.
 */
final class Libcrypto {
  static final int GET_TAG = 0x10;
  static final int SET_TAG = 0x11;
  static final int ENCRYPT = 1;
  static final int DECRYPT = 0;

  /** At exit the process must not tear the library down under threads that still encrypt. */
  private static final long INIT_NO_ATEXIT = 0x0008_0000L;

  private static final FunctionDescriptor INIT_SIGNATURE =
      FunctionDescriptor.of(
          JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);

  private static final MethodHandle INIT_LIBRARY =
      link("OPENSSL_init_crypto", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle CHACHA20_POLY1305 =
      link("EVP_chacha20_poly1305", FunctionDescriptor.of(JAVA_LONG));
  private static final MethodHandle NEW =
      link("EVP_CIPHER_CTX_new", FunctionDescriptor.of(JAVA_LONG));
  private static final MethodHandle FREE =
      link("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(JAVA_LONG));
  private static final MethodHandle INIT_KEY = link("EVP_CipherInit_ex", INIT_SIGNATURE);
  private static final MethodHandle INIT_NONCE = linkCritical("EVP_CipherInit_ex", INIT_SIGNATURE);
  private static final MethodHandle CTRL =
      linkCritical("EVP_CIPHER_CTX_ctrl", of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle UPDATE =
      linkCritical("EVP_CipherUpdate", of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle FINAL =
      linkCritical("EVP_CipherFinal_ex", of(JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private Libcrypto() {}

  /**
   * A new context with a key.
   *
   * @param key the address of 32 bytes, which are copied
   * @param direction {@link #ENCRYPT} or {@link #DECRYPT}
   * @throws IllegalStateException if the library refuses, for instance by its FIPS policy
   */
  static long newContext(long key, int direction) {
    try {
      initialise();
      long cipher = (long) CHACHA20_POLY1305.invokeExact();
      long context = (long) NEW.invokeExact();
      if (context == 0) {
        throw new IllegalStateException("EVP_CIPHER_CTX_new: out of memory");
      }
      int done = (int) INIT_KEY.invokeExact(context, cipher, 0L, key, 0L, direction);
      if (done != 1) {
        FREE.invokeExact(context);
      }
      check(done);
      return context;
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** To be called before anything else of the library; again does nothing. */
  static void initialise() {
    try {
      check((int) INIT_LIBRARY.invokeExact(INIT_NO_ATEXIT, 0L));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** Wipes and frees a context. */
  static void free(long context) {
    try {
      FREE.invokeExact(context);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** Starts a message: 12 bytes of nonce at {@code nonce}, the key as it is. */
  static void start(long context, long nonce, int direction) {
    try {
      check((int) INIT_NONCE.invokeExact(context, 0L, 0L, 0L, nonce, direction));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** Encrypts or decrypts in place; {@code written} is the address of an int of scratch. */
  static void update(long context, long data, int length, long written) {
    try {
      check((int) UPDATE.invokeExact(context, data, written, data, length));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** Ends a message; false if it does not authenticate. */
  static boolean finish(long context, long end, long written) {
    try {
      return (int) FINAL.invokeExact(context, end, written) == 1;
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** {@link #GET_TAG} or {@link #SET_TAG}: copies 16 bytes to or from {@code tag}. */
  static void tag(long context, int command, long tag) {
    try {
      check((int) CTRL.invokeExact(context, command, Sealer.TAG, tag));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  private static void check(int result) {
    if (result != 1) {
      throw new IllegalStateException("libcrypto refused the operation");
    }
  }

  static RuntimeException rethrow(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException known ? known : new IllegalStateException(e);
  }

  private static FunctionDescriptor of(MemoryLayout... arguments) {
    return FunctionDescriptor.of(JAVA_INT, arguments);
  }

  private static MethodHandle link(String name, FunctionDescriptor signature) {
    return Linker.nativeLinker().downcallHandle(LibcryptoLibrary.function(name), signature);
  }

  private static MethodHandle linkCritical(String name, FunctionDescriptor signature) {
    return Linker.nativeLinker()
        .downcallHandle(LibcryptoLibrary.function(name), signature, Linker.Option.critical(false));
  }
}
