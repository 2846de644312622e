/**
 * What a tunnel tells about itself: the document, its JSON form and the table people read. Used by
 * run, metrics, process and command; immutable values only, hence safe for any thread.
 */
@NullMarked
package io.veiltun.cli.status;

import org.jspecify.annotations.NullMarked;
