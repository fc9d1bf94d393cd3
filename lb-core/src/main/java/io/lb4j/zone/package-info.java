/**
 * Which endpoints a request is for before a policy chooses among them: how the traffic divides
 * between priorities, and within one between zones or regions; which part of a large set a client
 * uses, and which subsets go by labels. Also how many endpoints the traffic takes. Pure functions
 * and the configuration of them.
 */
@NullMarked
package io.lb4j.zone;

import org.jspecify.annotations.NullMarked;
