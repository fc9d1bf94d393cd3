package io.lb4j.snapshot;

import java.util.List;

/**
 * One priority at the moment of a {@link BalancerSnapshot}.
 *
 * @param priority the {@linkplain io.lb4j.endpoint.Endpoint#priority() number} that its endpoints
 *     have in common
 * @param usable how many of them can serve
 * @param available how many there are, without those that are drained or disabled or have yet to
 *     pass a first check
 * @param share the part of the traffic that it gets, 0 to 1; what the others cannot take, because
 *     they are at their limits or avoided, comes on top
 * @param panicking whether too few can serve; see {@link io.lb4j.health.PanicPolicy}
 * @param localities the zones or regions that its traffic divides between now, by name; empty if it
 *     does not; see {@link io.lb4j.zone.LocalityPolicy}
 */
public record PrioritySnapshot(
    int priority,
    int usable,
    int available,
    double share,
    boolean panicking,
    List<LocalitySnapshot> localities) {

  /**
   * Makes a picture of a priority whose traffic does not divide further.
   *
   * @param priority {@link #priority()}
   * @param usable {@link #usable()}
   * @param available {@link #available()}
   * @param share {@link #share()}
   * @param panicking {@link #panicking()}
   */
  public PrioritySnapshot(
      int priority, int usable, int available, double share, boolean panicking) {
    this(priority, usable, available, share, panicking, List.of());
  }
}
