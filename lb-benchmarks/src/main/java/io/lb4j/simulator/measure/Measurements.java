package io.lb4j.simulator.measure;

import io.lb4j.request.Outcome;
import io.lb4j.simulator.client.TrafficObserver;
import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.fleet.Episode;
import io.lb4j.simulator.server.Server;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Counts while a run goes on. The event is the end of an interval: then what the interval saw is
 * put away, and added to the totals unless it belongs to the warm-up.
 */
public final class Measurements extends Event implements TrafficObserver {

  private static final int DIGITS = 3;

  private final VirtualTime time;
  private final long intervalNanos;
  private final List<Server> servers;
  private final Standings standings;
  private final Totals totals = new Totals();

  // This interval's.
  private final Histogram successLatency = new Histogram(DIGITS);
  private final Histogram failureLatency = new Histogram(DIGITS);
  private int[] attemptsByServer = new int[0];
  private long attempts;
  private long attemptsOfEndedCalls;

  // One per interval.
  private final List<Interval> intervals = new ArrayList<>();
  private final List<Counts> attemptsSeries = new ArrayList<>();
  private final List<Counts> jobsSeries = new ArrayList<>();
  private final StandingSeries.Recorder standingSeries = new StandingSeries.Recorder();

  /**
   * Starts to count.
   *
   * @param time the run's
   * @param intervalNanos how long an interval is
   * @param servers all that ever were, live
   * @param standings what the balancers think of the servers
   */
  public Measurements(
      VirtualTime time, long intervalNanos, List<Server> servers, Standings standings) {
    this.time = time;
    this.intervalNanos = intervalNanos;
    this.servers = servers;
    this.standings = standings;
    successLatency.setAutoResize(true);
    failureLatency.setAutoResize(true);
    time.scheduleIn(this, intervalNanos);
  }

  @Override
  public void attemptSent(Server server, boolean away) {
    int number = server.number();
    if (number >= attemptsByServer.length) {
      attemptsByServer = Arrays.copyOf(attemptsByServer, servers.size());
    }
    attemptsByServer[number]++;
    attempts++;
    totals.attemptsAway += away ? 1 : 0;
  }

  @Override
  public void attemptEnded(Server server, Outcome.Kind outcome) {
    totals.count(outcome);
  }

  @Override
  public void callEnded(long latencyNanos, int attempts, boolean success) {
    attemptsOfEndedCalls += attempts;
    (success ? successLatency : failureLatency).recordValue(latencyNanos);
  }

  @Override
  public void noEndpoint() {
    totals.noEndpoint++;
  }

  @Override
  public void retryRefused() {
    totals.retriesRefused++;
  }

  /** Ends the warm-up: what was counted so far stays in the intervals only. */
  public void startOver() {
    if (lastEnd() < time.nanoTime()) {
      endInterval();
    }
    totals.clear(time.nanoTime(), intervals.size(), servers);
    standings.ejections().startOver();
    time.scheduleIn(this, intervalNanos);
  }

  /** Notes that no further call begins; those that are open are still waited for. */
  public void arrivalsEnded() {
    totals.arrivalsEnded(time.nanoTime(), successLatency.getTotalCount(), servers);
  }

  @Override
  protected void happen() {
    endInterval();
    time.scheduleIn(this, intervalNanos);
  }

  private long lastEnd() {
    return intervals.isEmpty() ? 0 : intervals.get(intervals.size() - 1).endNanos();
  }

  private void endInterval() {
    intervals.add(
        new Interval(
            time.nanoTime(),
            successLatency.getTotalCount() + failureLatency.getTotalCount(),
            successLatency.getTotalCount(),
            attempts,
            successLatency.getValueAtPercentile(50),
            successLatency.getValueAtPercentile(99),
            successLatency.getValueAtPercentile(99.9),
            standings.ejectedNow()));
    attemptsSeries.add(Counts.copyOf(attemptsByServer, servers.size()));
    int[] now = new int[servers.size()];
    Arrays.setAll(now, i -> servers.get(i).jobs());
    jobsSeries.add(Counts.copyOf(now, now.length));
    standingSeries.add(servers, standings);
    totals.add(successLatency, failureLatency, attempts, attemptsOfEndedCalls);
    successLatency.reset();
    failureLatency.reset();
    Arrays.fill(attemptsByServer, 0);
    attempts = 0;
    attemptsOfEndedCalls = 0;
  }

  /**
   * Ends the count.
   *
   * @param scenario the scenario's name
   * @param policy the contestant's text
   * @param seed of the run
   * @param unfinished calls that are open still
   * @param clients how many there were
   * @param episodes what happened to servers
   * @return what was seen
   */
  public Result result(
      String scenario,
      String policy,
      long seed,
      long unfinished,
      int clients,
      List<Episode> episodes) {
    if (lastEnd() < time.nanoTime()) {
      endInterval();
    }
    double nanos = totals.untilNanos - totals.sinceNanos;
    StandingSeries opinions = standingSeries.series();
    return new Result(
        scenario,
        policy,
        seed,
        nanos / 1e9,
        clients,
        Latency.of(totals.success),
        Latency.of(totals.all),
        totals.successesInTime,
        unfinished,
        totals.attempts,
        totals.attemptsOfEndedCalls,
        totals.attemptsAway,
        totals.outcomes(),
        totals.noEndpoint,
        totals.retriesRefused,
        standings.ejections().right(),
        standings.ejections().wrong(),
        episodes,
        Reactions.of(episodes, intervals, attemptsSeries),
        peakLoadRatio(opinions.known()),
        totals.firstInterval,
        List.copyOf(intervals),
        serverFigures(),
        List.copyOf(attemptsSeries),
        List.copyOf(jobsSeries),
        opinions);
  }

  private double peakLoadRatio(List<Counts> known) {
    double peak = 0;
    for (int i = totals.firstInterval; i < attemptsSeries.size(); i++) {
      peak =
          Math.max(
              peak, loadRatio(attemptsSeries.get(i), known.get(Math.max(0, i - 1)), known.get(i)));
    }
    return peak;
  }

  /** The busiest to the mean, of the servers that were there from the beginning to the end. */
  private static double loadRatio(Counts attempts, Counts knownBefore, Counts knownAfter) {
    int servers = 0;
    long sum = 0;
    int most = 0;
    for (int i = 0; i < attempts.size(); i++) {
      if (knownBefore.get(i) > 0 && knownAfter.get(i) > 0) {
        servers++;
        sum += attempts.get(i);
        most = Math.max(most, attempts.get(i));
      }
    }
    // With fewer than one request per server, chance alone decides who is the busiest.
    return sum == 0 || sum < servers ? 0 : most * (double) servers / sum;
  }

  private List<ServerFigures> serverFigures() {
    long sum = Math.max(1, totals.attempts);
    List<ServerFigures> figures = new ArrayList<>();
    for (Server server : servers) {
      long sent = 0;
      for (int i = totals.firstInterval; i < attemptsSeries.size(); i++) {
        sent += attemptsSeries.get(i).get(server.number());
      }
      figures.add(
          new ServerFigures(server.id(), sent, sent / (double) sum, totals.utilization(server)));
    }
    return List.copyOf(figures);
  }
}
