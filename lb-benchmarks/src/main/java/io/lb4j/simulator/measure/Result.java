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
 * @param successesInTime successful calls that ended before arrivals did
 * @param unfinished calls that were still open when waiting for them ended
 * @param attempts requests sent
 * @param attemptsOfEndedCalls requests of the calls that ended, those before the warm-up's end
 *     included
 * @param attemptsAway requests sent to another zone than the client's
 * @param outcomes how they ended, in the order of the kinds; zeros included
 * @param noEndpoint calls that found no endpoint
 * @param retriesRefused failures that the retry budget left at that
 * @param ejectionsRight ejections of servers that suffered from an incident, or had stopped
 * @param ejectionsWrong all others
 * @param episodes the truth about the servers: who suffered from an incident, and when
 * @param reactions how soon incidents were noticed, and forgotten
 * @param peakLoadRatio requests of the busiest server in its busiest interval ÷ the mean, of all
 *     that were there throughout the interval
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
    long successesInTime,
    long unfinished,
    long attempts,
    long attemptsOfEndedCalls,
    long attemptsAway,
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
   * Returns what part of all requests left the zone of the client.
   *
   * @return 0 to 1; 0 if clients have no zones
   */
  public double awayShare() {
    return attempts == 0 ? 0 : attemptsAway / (double) attempts;
  }

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
   * Returns successful calls per second, while calls arrived: not those of a queue that was emptied
   * afterwards.
   *
   * @return not negative
   */
  public double goodputPerSecond() {
    return successesInTime / seconds;
  }

  /**
   * Returns requests per call, of the calls that ended.
   *
   * @return 1 if there are no retries; less if calls found no endpoint
   */
  public double attemptsPerCall() {
    return all.calls() == 0 ? 0 : attemptsOfEndedCalls / (double) all.calls();
  }
}
