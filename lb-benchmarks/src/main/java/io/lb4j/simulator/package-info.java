/**
 * A simulator that drives the production balancer through hours of traffic in seconds.
 *
 * <p>{@link io.lb4j.simulator.Simulation} is one run: a scenario, a contestant and a seed in, a
 * result out. Underneath lie the {@code engine}, virtual time and chance; {@code server}, {@code
 * client} and {@code fleet}, the simulated world; {@code policy}, who competes; {@code scenario},
 * what people write; {@code measure}, what was seen; and {@code cli}.
 */
@NullMarked
package io.lb4j.simulator;

import org.jspecify.annotations.NullMarked;
