package io.lb4j.simulator.measure;

import io.lb4j.request.Outcome;
import io.lb4j.simulator.server.Server;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What was counted since the warm-up. */
final class Totals {

  private static final int DIGITS = 3;

  final Histogram success = new Histogram(DIGITS);
  final Histogram all = new Histogram(DIGITS);
  long noEndpoint;
  long retriesRefused;
  long attempts;
  long attemptsOfEndedCalls;
  long attemptsAway;

  /** Successes until arrivals ended: what comes after is of a queue that nobody adds to. */
  long successesInTime;

  long sinceNanos;
  long untilNanos;
  int firstInterval;
  private final Map<Outcome.Kind, Count> outcomes = new EnumMap<>(Outcome.Kind.class);
  private double[] busyBefore = new double[0];
  private double[] busyAtEnd = new double[0];

  Totals() {
    success.setAutoResize(true);
    all.setAutoResize(true);
    for (Outcome.Kind kind : Outcome.Kind.values()) {
      outcomes.put(kind, new Count());
    }
  }

  void count(Outcome.Kind outcome) {
    Count count = outcomes.get(outcome);
    if (count != null) {
      count.value++;
    }
  }

  /** In the order of the kinds, zeros included. */
  Map<Outcome.Kind, Long> outcomes() {
    Map<Outcome.Kind, Long> copy = new EnumMap<>(Outcome.Kind.class);
    outcomes.forEach((kind, count) -> copy.put(kind, count.value));
    return Collections.unmodifiableMap(copy);
  }

  void add(Histogram successes, Histogram failures, long moreAttempts, long moreOfEndedCalls) {
    success.add(successes);
    all.add(successes);
    all.add(failures);
    attempts += moreAttempts;
    attemptsOfEndedCalls += moreOfEndedCalls;
  }

  void clear(long nowNanos, int intervals, List<Server> servers) {
    outcomes.values().forEach(count -> count.value = 0);
    success.reset();
    all.reset();
    noEndpoint = 0;
    retriesRefused = 0;
    attempts = 0;
    attemptsOfEndedCalls = 0;
    attemptsAway = 0;
    sinceNanos = nowNanos;
    firstInterval = intervals;
    busyBefore = busyNanos(servers);
  }

  void arrivalsEnded(long nowNanos, long moreSuccesses, List<Server> servers) {
    untilNanos = nowNanos;
    successesInTime = success.getTotalCount() + moreSuccesses;
    busyAtEnd = busyNanos(servers);
  }

  private static double[] busyNanos(List<Server> servers) {
    return servers.stream().mapToDouble(Server::busyNanos).toArray();
  }

  /** The busy part of the time that a server was up in, per core. */
  double utilization(Server server) {
    int number = server.number();
    long upNanos = server.upNanos(sinceNanos, untilNanos);
    if (number >= busyAtEnd.length || upNanos == 0) {
      return 0;
    }
    double busyNanos = busyAtEnd[number] - (number < busyBefore.length ? busyBefore[number] : 0);
    return busyNanos / server.cores() / upNanos;
  }

  private static final class Count {
    long value;
  }
}
