package io.lb4j.snapshot;

import io.lb4j.time.Durations;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer's source of endpoints last said has become stale, or is fresh again. A stale set
 * stays in use.
 *
 * @param balancer the balancer's name
 * @param source the source's name
 * @param stale true if it has become stale
 * @param age how long the set had not been confirmed
 * @param reason why the last attempt failed; null if none has
 * @param at when
 */
public record SourceChange(
    String balancer,
    String source,
    boolean stale,
    Duration age,
    @Nullable String reason,
    Instant at) {
  @Override
  public String toString() {
    return "SourceChange[%s: %s is %s, not confirmed for %s%s]"
        .formatted(
            balancer,
            source,
            stale ? "stale" : "fresh again",
            Durations.textInMillis(age.toNanos()),
            reason == null ? "" : ": " + reason);
  }
}
