/**
 * Which endpoints a request is for before a policy chooses among them: how the traffic divides
 * between priorities. Pure functions and the configuration of them.
 */
@NullMarked
package io.lb4j.zone;

import org.jspecify.annotations.NullMarked;
