/**
 * The JSON profile: records, strict reading that lists every error by JSON pointer, and the
 * generated schema. Touches nothing but the profile and the key files it names.
 */
@NullMarked
package io.veiltun.config;

import org.jspecify.annotations.NullMarked;
