/**
 * From a profile to a running tunnel: joins device, tunnels, sockets, network set-up and metrics.
 * The only package that knows both the engine and the profile.
 */
@NullMarked
package io.veiltun.cli.process;

import org.jspecify.annotations.NullMarked;
