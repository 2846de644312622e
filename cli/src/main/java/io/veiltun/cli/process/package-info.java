/**
 * From a profile to a running tunnel: joins device, tunnels, sockets, network set-up and metrics.
 * The only package that knows both the engine and the profile; found by Main through a service
 * loader, warmed up by command. Starts the three threads that engine and chain run on; its own
 * methods are called by the main thread, {@code status} by any.
 */
@NullMarked
package io.veiltun.cli.process;

import org.jspecify.annotations.NullMarked;
