/**
 * The set of servers and what becomes of it: groups, incidents, deployments, scaling, and the
 * discovery that tells every client of it, some time later.
 */
@NullMarked
package io.lb4j.simulator.fleet;

import org.jspecify.annotations.NullMarked;
