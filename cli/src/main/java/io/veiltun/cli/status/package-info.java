/**
 * What a tunnel tells about itself: the document, its JSON form and the table people read. Used by
 * run, metrics and command; immutable values only.
 */
@NullMarked
package io.veiltun.cli.status;

import org.jspecify.annotations.NullMarked;
