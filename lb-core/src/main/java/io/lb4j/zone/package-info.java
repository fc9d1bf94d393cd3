/**
 * Which endpoints a request is for before a policy chooses among them: how the traffic divides
 * between priorities, and within one between zones or regions. Pure functions and the configuration
 * of them.
 */
@NullMarked
package io.lb4j.zone;

import org.jspecify.annotations.NullMarked;
