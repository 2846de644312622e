/**
 * Machine strings: decoding that trusts nothing it reads, and encoding. Strings come from relays,
 * so every layer is strict and bounded. Stateless; any thread may use it.
 */
@NullMarked
package io.veiltun.maybenot.format;

import org.jspecify.annotations.NullMarked;
