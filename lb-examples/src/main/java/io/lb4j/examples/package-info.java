/** The commands of the examples jar: one class each, read on their own. */
@NullMarked
package io.lb4j.examples;

import org.jspecify.annotations.NullMarked;
