/**
 * The lab: hosts as network namespaces of this machine, what an observer sees on the links between
 * them, and the demonstration that runs on it. Used by the command {@code demo}, by benchmarks and
 * by integration tests; the data plane knows nothing of it. Sockets made inside a namespace are
 * made by a thread that lives and dies there.
 */
@NullMarked
package io.veiltun.cli.lab;

import org.jspecify.annotations.NullMarked;
