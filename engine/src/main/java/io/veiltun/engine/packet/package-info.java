/**
 * Packets in batches, what their IP headers say, and why they are dropped. The vocabulary of every
 * other package; depends on none. A batch belongs to one thread at a time.
 */
@NullMarked
package io.veiltun.engine.packet;

import org.jspecify.annotations.NullMarked;
