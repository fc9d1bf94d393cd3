/**
 * Time and chance, injected: a monotonic {@link io.lb4j.time.Ticker}, a {@link
 * io.lb4j.time.Scheduler}, a {@link io.lb4j.time.RandomSource} and the wall clock.
 *
 * <p>Nothing else in lb-core reads a clock, draws a random number or starts a thread, so hours of
 * traffic can be replayed in seconds with the production code.
 */
@NullMarked
package io.lb4j.time;

import org.jspecify.annotations.NullMarked;
