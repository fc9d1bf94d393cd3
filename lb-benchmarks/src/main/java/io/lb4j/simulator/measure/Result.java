package io.lb4j.simulator.measure;

import io.lb4j.request.Outcome;
import io.lb4j.simulator.fleet.Episode;
import java.util.List;
import java.util.Map;

/**
 * What a run showed, without its warm-up except in {@code intervals} and the series. Immutable.
 *
 * @param scenario its name
 * @param policy the contestant's text
 * @param seed of the run
 * @param seconds that were measured, of virtual time
 * @param clients how many, each with a balancer of its own
 * @param success latency of the calls that succeeded
 * @param all latency of all calls, failed ones included
 * @param unfinished calls that were still open when waiting for them ended
 * @param attempts requests sent
 * @param outcomes how they ended, in the order of the kinds; zeros included
 * @param noEndpoint calls that found no endpoint
 * @param retriesRefused failures that the retry budget left at that
 * @param ejectionsRight ejections of servers that suffered from an incident
 * @param ejectionsWrong all others
 * @param episodes the truth about the servers: who suffered from an incident, and when
 * @param reactions how soon incidents were noticed, and forgotten
 * @param peakLoadRatio requests of the busiest server in its busiest interval ÷ the mean of all in
 *     that interval
 * @param firstInterval the first interval after the warm-up
 * @param intervals the whole run over time
 * @param servers by number
 * @param attemptsSeries per interval, requests sent to each server
 * @param jobsSeries per interval, jobs at each server at its end
 * @param standings what the clients thought of each server at the end of each interval
 */
public record Result(
    String scenario,
    String policy,
    long seed,
    double seconds,
    int clients,
    Latency success,
    Latency all,
    long unfinished,
    long attempts,
    Map<Outcome.Kind, Long> outcomes,
    long noEndpoint,
    long retriesRefused,
    long ejectionsRight,
    long ejectionsWrong,
    List<Episode> episodes,
    Reactions reactions,
    double peakLoadRatio,
    int firstInterval,
    List<Interval> intervals,
    List<ServerFigures> servers,
    List<Counts> attemptsSeries,
    List<Counts> jobsSeries,
    StandingSeries standings) {

  /**
   * Returns how many calls succeeded, of all that began.
   *
   * @return 0 to 1; 1 if there were none
   */
  public double successRate() {
    long calls = all.calls() + unfinished;
    return calls == 0 ? 1 : success.calls() / (double) calls;
  }

  /**
   * Returns successful calls per second.
   *
   * @return not negative
   */
  public double goodputPerSecond() {
    return success.calls() / seconds;
  }

  /**
   * Returns requests per call.
   *
   * @return 1 if there are no retries
   */
  public double attemptsPerCall() {
    long calls = all.calls() + unfinished;
    return calls == 0 ? 0 : attempts / (double) calls;
  }
}
