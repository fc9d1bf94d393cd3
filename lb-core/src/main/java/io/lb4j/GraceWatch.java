package io.lb4j;

import io.lb4j.health.Evidence;
import io.lb4j.health.GracePeriod;
import io.lb4j.health.HealthState;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Members in their grace period. Guarded by the control loop's lock. */
final class GraceWatch<T> {

  private final GracePeriod grace;
  private final Verdicts<T> verdicts;
  private final Map<EndpointState<T>, Long> untilNanos = new LinkedHashMap<>();

  GraceWatch(GracePeriod grace, Verdicts<T> verdicts) {
    this.grace = grace;
    this.verdicts = verdicts;
  }

  void start(EndpointState<T> state, long nowNanos) {
    if (grace.limit().isZero()) {
      return;
    }
    untilNanos.put(state, nowNanos + grace.limit().toNanos());
    Instant now = verdicts.now();
    verdicts.put(
        state,
        new Verdict(
            Witness.GRACE,
            HealthState.STARTING,
            Evidence.NONE,
            "joined",
            now,
            now.plus(grace.limit())));
  }

  boolean isIn(EndpointState<T> state) {
    return untilNanos.containsKey(state);
  }

  void remove(EndpointState<T> state) {
    untilNanos.remove(state);
  }

  /** Takes up a member that returned after a short absence: its time has gone on. */
  void resume(EndpointState<T> state, long nowNanos) {
    Verdict held = state.standing().verdict(Witness.GRACE);
    Instant until = held == null ? null : held.until();
    if (until != null) {
      untilNanos.put(state, nowNanos + Duration.between(verdicts.now(), until).toNanos());
    }
  }

  /** Ends periods whose time is over. A new table need not follow: nobody's traffic changes. */
  void tick(long nowNanos) {
    Iterator<Map.Entry<EndpointState<T>, Long>> all = untilNanos.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<EndpointState<T>, Long> entry = all.next();
      EndpointState<T> state = entry.getKey();
      if (state.counts().successes() >= grace.successes()) {
        all.remove();
        verdicts.lift(state, Witness.GRACE, grace.successes() + " successes");
      } else if (entry.getValue() - nowNanos <= 0) {
        all.remove();
        verdicts.lift(state, Witness.GRACE, "grace period is over");
      }
    }
  }
}
