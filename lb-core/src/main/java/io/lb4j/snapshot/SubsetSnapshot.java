package io.lb4j.snapshot;

import java.util.Map;

/**
 * Endpoints that share labels, and are picked from on their own; see {@link
 * io.lb4j.zone.SubsetPolicy}.
 *
 * @param labels what they share
 * @param endpoints how many there are
 * @param usable how many of them can serve
 * @param available how many of them are neither drained, disabled nor of weight 0, and have passed
 *     a first check
 * @param panicking whether too few can serve in some priority of the subset
 */
public record SubsetSnapshot(
    Map<String, String> labels, int endpoints, int usable, int available, boolean panicking) {}
