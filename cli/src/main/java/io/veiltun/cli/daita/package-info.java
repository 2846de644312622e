/**
 * From what a profile says about DAITA to what runs: names and machine strings become machines.
 * Used by profile, process and command; stateless.
 */
@NullMarked
package io.veiltun.cli.daita;

import org.jspecify.annotations.NullMarked;
