package io.lb4j.snapshot;

import io.lb4j.health.CheckResult;
import java.time.Instant;

/**
 * What the last active check of an endpoint found. The verdict may differ, since it takes several
 * checks in a row to change it.
 *
 * @param at when it was answered, or timed out
 * @param result what it found
 * @param tookNanos how long it took
 * @param failuresInARow how many checks have found the endpoint unable to serve since one last
 *     found it able
 */
public record LastCheck(Instant at, CheckResult result, long tookNanos, int failuresInARow) {}
