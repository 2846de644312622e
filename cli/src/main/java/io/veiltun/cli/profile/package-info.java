/**
 * Profiles as commands need them: read or refused with every problem. Used by command and by the
 * assembly of a tunnel.
 */
@NullMarked
package io.veiltun.cli.profile;

import org.jspecify.annotations.NullMarked;
