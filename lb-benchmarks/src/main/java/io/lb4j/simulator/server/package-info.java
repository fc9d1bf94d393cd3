/**
 * Simulated servers: how long work takes, how it shares a processor, what slows it down and what
 * goes wrong. Knows no clients; work arrives as a {@link io.lb4j.simulator.server.Job}.
 */
@NullMarked
package io.lb4j.simulator.server;

import org.jspecify.annotations.NullMarked;
