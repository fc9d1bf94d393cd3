package io.lb4j.health;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.stats.OutcomeCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Windows of endpoints named a, b, c …, one after the other. */
final class Windows {

  private final List<EndpointWindow> windows = new ArrayList<>();

  /** Adds one endpoint for each number: that many of 100 requests went well. */
  static Windows ofHundred(int... successes) {
    Windows set = new Windows();
    for (int good : successes) {
      set.add(good, 100 - good);
    }
    return set;
  }

  Windows add(long successes, long failures) {
    return add(new OutcomeCounts(successes, failures, 0, 0, 0, 0, 0));
  }

  Windows add(OutcomeCounts counts) {
    String id = String.valueOf((char) ('a' + windows.size()));
    windows.add(new EndpointWindow(Endpoint.of(id, id), counts, 0, Double.NaN, false));
    return this;
  }

  Windows addTimed(long successes, double meanMillis, boolean warmingUp) {
    String id = String.valueOf((char) ('a' + windows.size()));
    OutcomeCounts counts = new OutcomeCounts(successes, 0, 0, 0, 0, 0, 0);
    double meanNanos = meanMillis * TimeUnit.MILLISECONDS.toNanos(1);
    windows.add(new EndpointWindow(Endpoint.of(id, id), counts, successes, meanNanos, warmingUp));
    return this;
  }

  /** Who is found, the worst first. */
  List<String> outliersOf(OutlierJudge judge) {
    return judge.judge(List.copyOf(windows)).stream().map(Outlier::endpointId).toList();
  }

  String firstReasonOf(OutlierJudge judge) {
    return judge.judge(List.copyOf(windows)).get(0).reason();
  }
}
