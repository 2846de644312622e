/**
 * What a completed handshake leaves behind: keypairs, their rotation, replay windows, the index
 * table. Each class says which loop owns which part.
 */
@NullMarked
package io.veiltun.engine.session;

import org.jspecify.annotations.NullMarked;
