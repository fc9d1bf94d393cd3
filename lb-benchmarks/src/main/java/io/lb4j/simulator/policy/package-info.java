/**
 * The balancers that compete in a scenario: every policy of the library by name, and a few that
 * only a simulation can have, since they see what no client could.
 */
@NullMarked
package io.lb4j.simulator.policy;

import org.jspecify.annotations.NullMarked;
