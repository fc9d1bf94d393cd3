/**
 * Benchmarks of lb4j: what a selection costs beside hand-written code that does the same work, and
 * what balancing adds to a real HTTP call.
 */
@NullMarked
package io.lb4j.benchmarks;

import org.jspecify.annotations.NullMarked;
