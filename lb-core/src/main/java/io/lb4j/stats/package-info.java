/** Read views of what endpoints have done: counts of outcomes. */
@NullMarked
package io.lb4j.stats;

import org.jspecify.annotations.NullMarked;
