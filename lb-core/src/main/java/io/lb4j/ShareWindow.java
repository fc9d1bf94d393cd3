package io.lb4j;

import io.lb4j.snapshot.SkewCause;
import org.jspecify.annotations.Nullable;

/**
 * What traffic one endpoint got in one window.
 *
 * @param id the endpoint's id
 * @param weight its weight; positive
 * @param selections leases given
 * @param preferred those of them that callers asked for by name
 * @param requests leases that ended, and said something of the endpoint
 * @param failures those of them that failed
 * @param lastFailed whether the last one did, in this window or before
 * @param impediment what kept traffic from it for some of the time, or null
 */
record ShareWindow(
    String id,
    double weight,
    long selections,
    long preferred,
    long requests,
    long failures,
    boolean lastFailed,
    @Nullable SkewCause impediment) {}
