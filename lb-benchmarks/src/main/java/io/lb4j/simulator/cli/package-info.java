/** The command line of the simulator. */
@NullMarked
package io.lb4j.simulator.cli;

import org.jspecify.annotations.NullMarked;
