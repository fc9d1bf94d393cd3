/**
 * What load balancing costs at the least: each policy written by hand for one fixed set of hosts,
 * as one would without a library. Same clock reads, atomic operations, random draws and arithmetic,
 * one lease of the same size; no probes, no context, no changing of the set, limits only where the
 * rule is about them.
 *
 * <p>A floor is a {@link io.lb4j.benchmarks.floor.Chooser}, which returns an index, over hosts,
 * which count. Rules that look at a few hosts have the counters in one object per host; rules that
 * look at all of them have {@link io.lb4j.benchmarks.floor.PackedHosts counters side by side}.
 */
@NullMarked
package io.lb4j.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
