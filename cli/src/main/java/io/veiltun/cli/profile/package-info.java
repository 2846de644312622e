/**
 * Profiles as commands need them: read or refused with every problem, or summed up in text. Used by
 * command and process; stateless.
 */
@NullMarked
package io.veiltun.cli.profile;

import org.jspecify.annotations.NullMarked;
