/** What the tests of all packages share. */
@NullMarked
package io.veiltun.maybenot;

import org.jspecify.annotations.NullMarked;
