/**
 * The cross-platform configuration protocol that {@code wg} speaks to user-space engines, and its
 * Unix socket. Used by process, which gives it a {@link io.veiltun.cli.uapi.UapiTarget}; one thread
 * serves all clients, and calls the target.
 */
@NullMarked
package io.veiltun.cli.uapi;

import org.jspecify.annotations.NullMarked;
