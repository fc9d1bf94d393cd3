/** Scenarios: what is simulated, as a value, and the files they are read from. */
@NullMarked
package io.lb4j.simulator.scenario;

import org.jspecify.annotations.NullMarked;
