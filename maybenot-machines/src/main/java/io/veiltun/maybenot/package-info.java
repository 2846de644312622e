/**
 * The Maybenot framework, machine format, catalogue and simulator. Depends on no other VeilTun
 * module. Empty until the Maybenot issue fills it.
 */
@NullMarked
package io.veiltun.maybenot;

import org.jspecify.annotations.NullMarked;
