/**
 * What load balancing costs at the least: each policy written by hand for one fixed set of hosts,
 * as one would without a library. Same clock reads, atomic operations, random draws and arithmetic,
 * one lease of the same size; no limits, no probes, no context, no changing of the set.
 */
@NullMarked
package io.lb4j.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
