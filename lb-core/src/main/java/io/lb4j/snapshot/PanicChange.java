package io.lb4j.snapshot;

import io.lb4j.health.PanicPolicy;
import java.time.Instant;

/**
 * Panic began or ended in a priority: too few of its endpoints can serve, or enough can again.
 *
 * @param balancer the balancer's name
 * @param priority the priority; 0 unless endpoints were given others
 * @param panicking true if it began
 * @param action what happens in panic
 * @param usable how many endpoints of the priority can serve
 * @param available how many there are, without those that are drained or disabled or have yet to
 *     pass a first check
 * @param at when
 */
public record PanicChange(
    String balancer,
    int priority,
    boolean panicking,
    PanicPolicy.Action action,
    int usable,
    int available,
    Instant at) {}
