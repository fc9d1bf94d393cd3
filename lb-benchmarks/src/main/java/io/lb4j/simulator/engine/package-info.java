/**
 * Virtual time and chance: a queue of events, the clock that jumps from one to the next, and a
 * random stream for every component. Knows nothing of load balancing.
 */
@NullMarked
package io.lb4j.simulator.engine;

import org.jspecify.annotations.NullMarked;
