/**
 * Defences by name, each with an explanation, its origin and its licence: the machine library of
 * Maybenot, published machines, and our own small ones. Whoever starts a tunnel asks {@link
 * io.veiltun.maybenot.catalogue.Catalogue}. Stateless; any thread may use it.
 */
@NullMarked
package io.veiltun.maybenot.catalogue;

import org.jspecify.annotations.NullMarked;
