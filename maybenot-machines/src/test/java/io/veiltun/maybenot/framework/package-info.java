/** The framework against vectors, rules and random input. */
@NullMarked
package io.veiltun.maybenot.framework;

import org.jspecify.annotations.NullMarked;
