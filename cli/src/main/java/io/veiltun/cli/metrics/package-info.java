/**
 * GET /metrics and GET /health. Used by process and command; one thread of its own, which only
 * reads snapshots.
 */
@NullMarked
package io.veiltun.cli.metrics;

import org.jspecify.annotations.NullMarked;
