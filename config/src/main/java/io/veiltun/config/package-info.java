/**
 * The JSON profile: records, strict reading that lists every error by JSON pointer, and the
 * generated schema. Used by the program only; touches nothing but the profile and the key files it
 * names. Reading is single-threaded, what was read is immutable but for keys, which can be wiped.
 */
@NullMarked
package io.veiltun.config;

import org.jspecify.annotations.NullMarked;
