/** Known answers from independent sources, for the tests of every package. */
@NullMarked
package io.veiltun.engine.vectors;

import org.jspecify.annotations.NullMarked;
