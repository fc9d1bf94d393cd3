/**
 * How people write values in scenarios and on the command line: quantities with units, and terms
 * such as {@code normal(167ms, 5ms)}. Errors say what would be right. And the texts that the jar
 * brings along, with places to fill in.
 */
@NullMarked
package io.lb4j.simulator.notation;

import org.jspecify.annotations.NullMarked;
