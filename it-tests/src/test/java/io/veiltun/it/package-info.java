/** Whole-product tests: architecture, and the program among real tools and foreign engines. */
@NullMarked
package io.veiltun.it;

import org.jspecify.annotations.NullMarked;
