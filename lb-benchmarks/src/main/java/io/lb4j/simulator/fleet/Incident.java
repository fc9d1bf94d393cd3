package io.lb4j.simulator.fleet;

import io.lb4j.simulator.server.Distribution;
import io.lb4j.simulator.server.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens to some servers for a time. What is null stays as it is.
 *
 * @param where to which servers
 * @param fromNanos when it begins
 * @param untilNanos when it ends; {@link Long#MAX_VALUE} for never
 * @param everyNanos after which time it begins again; 0 for once. With it, {@code untilNanos} ends
 *     the first occurrence, and later ones last as long
 * @param speed the factor while it lasts
 * @param service the service time of requests that arrive while it lasts
 * @param fault what goes wrong while it lasts
 */
public record Incident(
    Selector where,
    long fromNanos,
    long untilNanos,
    long everyNanos,
    @Nullable Double speed,
    @Nullable Distribution service,
    @Nullable Fault fault) {

  /**
   * Checks the times.
   *
   * @param where {@link #where()}
   * @param fromNanos {@link #fromNanos()}
   * @param untilNanos {@link #untilNanos()}
   * @param everyNanos {@link #everyNanos()}
   * @param speed {@link #speed()}
   * @param service {@link #service()}
   * @param fault {@link #fault()}
   * @throws IllegalArgumentException if it ends before it begins, or overlaps with itself
   */
  public Incident {
    if (untilNanos <= fromNanos) {
      throw new IllegalArgumentException("an incident must end after it has begun");
    }
    if (everyNanos != 0 && untilNanos - fromNanos >= everyNanos) {
      throw new IllegalArgumentException("an incident must be over before it begins again");
    }
  }

  /** Whether requests suffer from it, and not health checks alone. */
  boolean meetsRequests() {
    return speed != null || service != null || (fault != null && fault.kind().meetsRequests());
  }
}
