package io.lb4j.dns;

import io.lb4j.time.Durations;
import java.time.Duration;

/** How long an answer is good for: its TTL, within bounds. */
record TtlBounds(Duration floor, Duration ceiling) {

  TtlBounds {
    Durations.requirePositive("TTL floor", floor);
    Durations.requirePositive("TTL ceiling", ceiling);
    if (ceiling.compareTo(floor) < 0) {
      throw new IllegalArgumentException(
          "TTL ceiling is %s; it must be at least the floor, %s"
              .formatted(Durations.text(ceiling), Durations.text(floor)));
    }
  }

  Duration clamp(long ttlSeconds) {
    Duration ttl = Duration.ofSeconds(ttlSeconds);
    if (ttl.compareTo(floor) < 0) {
      return floor;
    }
    return ttl.compareTo(ceiling) > 0 ? ceiling : ttl;
  }
}
