/**
 * The Maybenot framework, machine format, catalogue and simulator. Depends on no other VeilTun
 * module; time and randomness will be parameters. Empty yet.
 */
@NullMarked
package io.veiltun.maybenot;

import org.jspecify.annotations.NullMarked;
