/**
 * Simulated clients: each has a balancer of its own, the production one, and makes calls through
 * it, with time-outs and retries as a careful caller would.
 */
@NullMarked
package io.lb4j.simulator.client;

import org.jspecify.annotations.NullMarked;
