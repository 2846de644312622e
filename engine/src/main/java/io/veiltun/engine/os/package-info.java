/**
 * The operating system by FFM: system calls, socket and netlink layouts, the clock that counts
 * suspend. The only package that touches {@code java.lang.foreign.Linker}, together with {@code
 * crypto}'s libcrypto binding. Thread rule per class.
 */
@NullMarked
package io.veiltun.engine.os;

import org.jspecify.annotations.NullMarked;
