package io.lb4j.snapshot;

import io.lb4j.time.Durations;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What has come from a balancer's {@link io.lb4j.endpoint.EndpointSource}, at one moment.
 *
 * @param name the source's name
 * @param stale whether nothing has confirmed the set for longer than the source says is normal
 * @param lastSuccess when the source last pushed or confirmed a set; null if it never has
 * @param age how long ago that was; since the start if it never has
 * @param successes sets pushed or confirmed
 * @param failures errors, empty sets and sets that could not be used
 * @param failuresInARow those since the last success
 * @param lastFailure why the last one failed, escaped; null if none has
 */
public record SourceSnapshot(
    String name,
    boolean stale,
    @Nullable Instant lastSuccess,
    Duration age,
    long successes,
    long failures,
    long failuresInARow,
    @Nullable String lastFailure) {
  @Override
  public String toString() {
    return "SourceSnapshot[%s, %s, age %s, %d successes, %d failures%s]"
        .formatted(
            name,
            stale ? "stale" : "fresh",
            Durations.textInMillis(age.toNanos()),
            successes,
            failures,
            lastFailure == null ? "" : ", the last: " + lastFailure);
  }
}
