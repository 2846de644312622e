/**
 * Link, addresses, routes, rules, DNS and forwarding as reversible steps whose undoing is on disk
 * before they are done. Used by run, process and command; single-threaded.
 */
@NullMarked
package io.veiltun.cli.network;

import org.jspecify.annotations.NullMarked;
