/**
 * The product in containers, as people run it, with outages that take minutes. Each test has
 * containers and networks of its own and runs beside others; tagged {@code containers}.
 */
@NullMarked
package io.veiltun.it.docker;

import org.jspecify.annotations.NullMarked;
