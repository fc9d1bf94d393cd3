package io.lb4j.zone;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Names;
import io.lb4j.time.Durations;
import java.time.Duration;

/**
 * Sends traffic to the region with the best {@link RegionScore}. What it cannot carry goes to the
 * next best, at once; what it can carry again comes back gradually. Immutable.
 *
 * <ul>
 *   <li>Latency is a moving average of what this balancer's own successful requests to the region
 *       took. Until there are some it is what was said to be expected, or 0 for the home region. A
 *       region of which nothing is known comes after all others.
 *   <li>Load is this balancer's requests in flight ÷ its limits on the region's endpoints,
 *       configured or adaptive; 0 without limits.
 *   <li>Cost is what the user says.
 * </ul>
 *
 * <p>A region can carry 1.4 times the healthy part of its endpoints, 100 % at most, counted by
 * weight. Once per interval up to one step of the traffic moves to regions with a better score, and
 * only if it is better by more than the hysteresis. So a region that returns from an outage fills
 * up in ten intervals, and regions with similar scores do not swing. All this is computed on the
 * control side; a request costs one random number, and its latency is measured.
 *
 * <p>Not to keep traffic in a zone: latencies within a region differ too little; see {@link
 * ZonePolicy}.
 *
 * @param home the client's own region: it has all the traffic until something is known
 * @param score what makes a region a good one
 * @param step the part of all traffic that may move in an interval, 0.001 to 1; 0.1 unless set
 * @param interval of one step; 5 s unless set; also how far averages of latency and load look back
 * @param hysteresis by what part of the better score a worse one must exceed it for traffic to
 *     move; 0.1 unless set
 * @param overprovisioning 1 to 100; 1.4 unless set
 */
public record RegionPolicy(
    String home,
    RegionScore score,
    double step,
    Duration interval,
    double hysteresis,
    double overprovisioning)
    implements LocalityPolicy {

  private static final double STEP = 0.1;
  private static final double LEAST_STEP = 1e-3;
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final double HYSTERESIS = 0.1;

  /**
   * Checks the values.
   *
   * @param home {@link #home()}
   * @param score {@link #score()}
   * @param step {@link #step()}
   * @param interval {@link #interval()}
   * @param hysteresis {@link #hysteresis()}
   * @param overprovisioning {@link #overprovisioning()}
   * @throws IllegalArgumentException if one is out of its range
   */
  public RegionPolicy {
    Names.require("the home region", home);
    if (!(step >= LEAST_STEP && step <= 1)) {
      throw new IllegalArgumentException("step is " + step + "; it must be between 0.001 and 1");
    }
    Durations.requirePositive("interval", interval);
    if (!(hysteresis >= 0 && hysteresis <= 100)) {
      throw new IllegalArgumentException(
          "hysteresis is " + hysteresis + "; it must be between 0 and 100, where 0.1 is usual");
    }
    Overprovisioning.require(overprovisioning);
  }

  /**
   * Starts with a client's own region.
   *
   * @param home where the client is, as its endpoints name it
   * @return the defaults, which go by latency
   * @throws IllegalArgumentException if the name is blank or holds control characters
   */
  public static RegionPolicy at(String home) {
    return new RegionPolicy(
        home, RegionScore.defaults(), STEP, INTERVAL, HYSTERESIS, Overprovisioning.USUAL);
  }

  /**
   * Sets what makes a region a good one.
   *
   * @param score {@link RegionScore#defaults()} unless set
   * @return a changed copy
   */
  public RegionPolicy withScore(RegionScore score) {
    return new RegionPolicy(home, score, step, interval, hysteresis, overprovisioning);
  }

  /**
   * Sets how fast traffic moves to a better region. Away from one that cannot serve it moves at
   * once, whatever is set.
   *
   * @param step the part of all traffic that may move in one interval, 0.001 to 1
   * @param interval positive
   * @return a changed copy
   */
  public RegionPolicy withSteps(double step, Duration interval) {
    return new RegionPolicy(home, score, step, interval, hysteresis, overprovisioning);
  }

  /**
   * Sets by how much a region must be better.
   *
   * @param hysteresis 0.1 for a tenth
   * @return a changed copy
   */
  public RegionPolicy withHysteresis(double hysteresis) {
    return new RegionPolicy(home, score, step, interval, hysteresis, overprovisioning);
  }

  /**
   * Sets when traffic begins to leave a region whose endpoints fail.
   *
   * @param overprovisioning 1 to 100; the smaller, the sooner
   * @return a changed copy
   */
  public RegionPolicy withOverprovisioning(double overprovisioning) {
    return new RegionPolicy(home, score, step, interval, hysteresis, overprovisioning);
  }

  /**
   * Scores a region.
   *
   * @param region what was seen of it
   * @return its points, less is better; NaN if latency counts and nothing is known of it
   */
  public double scoreOf(ObservedRegion region) {
    double points = score.of(region);
    return Double.isNaN(points) && region.name().equals(home)
        ? score.withoutLatency(region)
        : points;
  }

  /**
   * Returns what part of all traffic a region can carry.
   *
   * @param region its health
   * @return 0 to 1
   */
  public double availability(LocalityHealth region) {
    return region.availability(overprovisioning);
  }

  @Override
  public String localityOf(Endpoint<?> endpoint) {
    String named = endpoint.region();
    return named == null ? NOWHERE : named;
  }

  @Override
  public String kind() {
    return "region";
  }
}
