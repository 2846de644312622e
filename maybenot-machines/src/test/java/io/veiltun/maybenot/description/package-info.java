@NullMarked
package io.veiltun.maybenot.description;

import org.jspecify.annotations.NullMarked;
