package io.lb4j;

import io.lb4j.endpoint.Names;
import io.lb4j.health.EndpointWindow;
import io.lb4j.health.Outlier;
import io.lb4j.health.OutlierJudge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the judges once per interval who does worse than the others, showing them what the counters
 * of each endpoint have gained since the interval began. Callers count as they always do, and add
 * up latencies only if a judge needs them. What an interval began with lies with each endpoint that
 * was ever used.
 *
 * <p>Guarded by the control loop's lock.
 */
final class OutlierWatch<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

  private final String balancer;
  private final List<OutlierJudge> judges;
  private final boolean[] warned;
  private final long intervalNanos;
  private long dueAtNanos;

  OutlierWatch(Settings settings, long nowNanos) {
    this.balancer = settings.name();
    this.judges = settings.ejection().judges();
    this.warned = new boolean[judges.size()];
    this.intervalNanos = settings.ejection().interval().toNanos();
    this.dueAtNanos = nowNanos + intervalNanos;
  }

  boolean isDue(long nowNanos) {
    return !judges.isEmpty() && dueAtNanos - nowNanos <= 0;
  }

  /** What an endpoint did before it came back does not count. */
  void restart(EndpointState<T> state) {
    if (!judges.isEmpty()) {
      state.setJudgedUpTo(OutlierReading.of(state, state.judgedUpTo()));
    }
  }

  /** Ends the interval; returns the outliers' reasons, in the order in which they should go. */
  Map<String, String> judge(
      Collection<EndpointState<T>> members, boolean weightless, long nowNanos) {
    dueAtNanos = nowNanos + intervalNanos;
    List<EndpointWindow> windows = new ArrayList<>(members.size());
    for (EndpointState<T> state : members) {
      OutlierReading earlier = state.judgedUpTo();
      OutlierReading now = OutlierReading.of(state, earlier);
      if (state.mayBeAnOutlier(weightless)) {
        windows.add(now.since(earlier, state.endpoint()));
      }
      if (!now.equals(earlier)) {
        state.setJudgedUpTo(now);
      }
    }
    return ask(Collections.unmodifiableList(windows));
  }

  private Map<String, String> ask(List<EndpointWindow> windows) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (int i = 0; i < judges.size(); i++) {
      try {
        // Copied first, so that a list with a null in it counts as no answer at all.
        for (Outlier outlier : List.copyOf(judges.get(i).judge(windows))) {
          reasons.putIfAbsent(outlier.endpointId(), Names.escape(outlier.reason()));
        }
      } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
        warnOnce(i, e);
      }
    }
    return reasons;
  }

  private void warnOnce(int judge, Throwable e) {
    if (!warned[judge]) {
      warned[judge] = true;
      LOG.warn(
          "lb4j {}: the outlier judge {} threw or returned null; its verdict is missing. Further"
              + " errors of it are not logged",
          balancer,
          judges.get(judge).getClass().getName(),
          e);
    }
  }
}
