/**
 * Files as {@code wg} and {@code wg-quick} read them: strict reading that lists every error by file
 * and line, writing, and the way to and from a profile. Used by the program's import and export;
 * single-threaded, what was read is immutable but for keys, which can be wiped.
 */
@NullMarked
package io.veiltun.config.conf;

import org.jspecify.annotations.NullMarked;
