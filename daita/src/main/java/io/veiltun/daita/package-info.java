/**
 * DAITA: constant packet sizes, decoys and delays on one tunnel, decided by Maybenot machines. A
 * {@link io.veiltun.daita.DaitaShaper} is given to a tunnel for one peer; everything in it but the
 * recognition of decoys belongs to the tunnel's send loop.
 */
@NullMarked
package io.veiltun.daita;

import org.jspecify.annotations.NullMarked;
