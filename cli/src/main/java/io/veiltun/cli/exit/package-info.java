/**
 * How a command ends: exit codes and the failure that carries one. Used by every package that may
 * fail a command, depends on none; immutable, hence safe for any thread.
 */
@NullMarked
package io.veiltun.cli.exit;

import org.jspecify.annotations.NullMarked;
