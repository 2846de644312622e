/**
 * What a completed handshake leaves behind: keypairs, replay windows, the index table. Used by
 * tunnel. Each class says which loop owns which part.
 */
@NullMarked
package io.veiltun.engine.session;

import org.jspecify.annotations.NullMarked;
