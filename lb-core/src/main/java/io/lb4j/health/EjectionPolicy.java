package io.lb4j.health;

import io.lb4j.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * When passive detection takes an endpoint out, and for how long: a configuration and the pure
 * rules that follow from it.
 *
 * <p>An endpoint is ejected after a number of failures without a success in between: failures,
 * time-outs and connect failures count; rejections and ignored outcomes neither count nor break the
 * run, but that a rejection, being an answer, ends a run of failures without one. {@link
 * ConsecutiveFailures} tells failed answers, those of gateways and failures without an answer
 * apart. A run of connect failures is hard evidence. The ejection lasts {@link #baseDuration()},
 * doubled for every ejection before it, less a little chance so that many clients do not return
 * together; each {@link #baseDuration()} that the endpoint then serves takes one doubling back.
 *
 * <p>While others fail too, it takes a longer run, one that would be rare among them: if half of
 * them failed last time, 10 in a row instead of 5, and if all did, none is enough. Hard evidence
 * needs no comparison.
 *
 * <p>Rejections are no failures, they mean overload. After one that says when to retry, or as many
 * in a row as failed answers would eject, the endpoint rests: others serve in its place, as long as
 * no more than {@link #maxEjectedShare()} rest or are out. It rests for the time that it asked for,
 * else for a second, doubled up to 30 s while the request that tests it afterwards is rejected
 * again; never shorter, and up to a tenth longer. One whose tests are rejected so often while no
 * other endpoint rejects anything is ejected.
 *
 * <p>What fails now and then, without such a run, is found by {@link #judges()}, which compare all
 * endpoints once per {@link #interval()}. An endpoint that they found again as soon as they could
 * has not served well meanwhile, so the time they need takes no doubling back.
 *
 * @param consecutiveFailures how many failures in a row
 * @param baseDuration how long the first ejection lasts; positive
 * @param maxDuration how long an ejection lasts at most; not below the base
 * @param maxEjectedShare which share of the endpoints may be out on statistical evidence, rounded
 *     down; 0 to 1
 * @param interval how often the judges are asked, and the time they judge by; {@link #MIN_INTERVAL}
 *     to {@link #MAX_INTERVAL}
 * @param judges who find outliers among the endpoints, the most trusted first; if the share has not
 *     room for all, the first judge's go first. None costs nothing
 */
public record EjectionPolicy(
    ConsecutiveFailures consecutiveFailures,
    Duration baseDuration,
    Duration maxDuration,
    double maxEjectedShare,
    Duration interval,
    List<OutlierJudge> judges) {

  /** The shortest interval, that of the control side's ticks. */
  public static final Duration MIN_INTERVAL = Duration.ofMillis(100);

  /** The longest interval: what an endpoint did long ago says nothing about it now. */
  public static final Duration MAX_INTERVAL = Duration.ofMinutes(10);

  /** An ejection is shortened by up to this share of itself. */
  private static final double JITTER = 0.1;

  /** Keeps 29 % of 100 at 29. */
  private static final double ROUNDING = 1e-9;

  private static final int MAX_DOUBLINGS = 30;

  private static final EjectionPolicy DEFAULTS =
      new EjectionPolicy(
          ConsecutiveFailures.of(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(300),
          0.5,
          Duration.ofSeconds(10),
          List.of(SuccessRateOutlier.defaults()));

  /**
   * Checks the values.
   *
   * @param consecutiveFailures {@link #consecutiveFailures()}
   * @param baseDuration {@link #baseDuration()}
   * @param maxDuration {@link #maxDuration()}
   * @param maxEjectedShare {@link #maxEjectedShare()}
   * @param interval {@link #interval()}
   * @param judges {@link #judges()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public EjectionPolicy {
    Objects.requireNonNull(consecutiveFailures, "consecutiveFailures");
    Durations.requirePositive("baseDuration", baseDuration);
    Durations.requirePositive("maxDuration", maxDuration);
    if (maxDuration.compareTo(baseDuration) < 0) {
      throw new IllegalArgumentException(
          "maxDuration is %s; it must not be below baseDuration %s"
              .formatted(Durations.text(maxDuration), Durations.text(baseDuration)));
    }
    if (!(maxEjectedShare >= 0 && maxEjectedShare <= 1)) {
      throw new IllegalArgumentException(
          "maxEjectedShare is " + maxEjectedShare + "; it must be between 0 and 1");
    }
    if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
      throw new IllegalArgumentException(
          "interval is %s; it must be between %s and %s"
              .formatted(
                  Durations.text(interval),
                  Durations.text(MIN_INTERVAL),
                  Durations.text(MAX_INTERVAL)));
    }
    judges = List.copyOf(judges);
  }

  /**
   * Returns the defaults, Envoy's but for the share: 5 failures, 30 s doubled up to 300 s, at most
   * half of the endpoints; every 10 s {@link SuccessRateOutlier#defaults()}.
   *
   * <p>That judge is on because round robin and hashing send a full share to an endpoint that fails
   * one request in five, for which five in a row are rare, and because its guards let it act on
   * clear differences only. The others need to be told what is normal for the service.
   *
   * @return the defaults
   */
  public static EjectionPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * Returns a policy that never ejects, nor lets rest. Without ejection, an endpoint that fails
   * keeps its share of the traffic under policies that do not look at failures, such as round
   * robin.
   *
   * @return no ejection
   */
  public static EjectionPolicy off() {
    return DEFAULTS.withConsecutiveFailures(ConsecutiveFailures.NEVER).withJudges();
  }

  /**
   * Changes the number of failures, to the same for those of every origin.
   *
   * @param consecutiveFailures how many failures in a row; 1 to {@link FailureRun#MAX}, or {@link
   *     ConsecutiveFailures#NEVER}
   * @return a changed copy
   */
  public EjectionPolicy withConsecutiveFailures(int consecutiveFailures) {
    return withConsecutiveFailures(ConsecutiveFailures.of(consecutiveFailures));
  }

  /**
   * Changes the numbers of failures.
   *
   * @param consecutiveFailures how many failures in a row, by where they are seen
   * @return a changed copy
   */
  public EjectionPolicy withConsecutiveFailures(ConsecutiveFailures consecutiveFailures) {
    return new EjectionPolicy(
        consecutiveFailures, baseDuration, maxDuration, maxEjectedShare, interval, judges);
  }

  /**
   * Changes the durations.
   *
   * @param base how long the first ejection lasts
   * @param max how long an ejection lasts at most
   * @return a changed copy
   */
  public EjectionPolicy withDurations(Duration base, Duration max) {
    return new EjectionPolicy(consecutiveFailures, base, max, maxEjectedShare, interval, judges);
  }

  /**
   * Changes the share that statistical evidence may take out.
   *
   * @param maxEjectedShare 0 to 1
   * @return a changed copy
   */
  public EjectionPolicy withMaxEjectedShare(double maxEjectedShare) {
    return new EjectionPolicy(
        consecutiveFailures, baseDuration, maxDuration, maxEjectedShare, interval, judges);
  }

  /**
   * Changes how often the judges are asked.
   *
   * @param interval {@link #MIN_INTERVAL} to {@link #MAX_INTERVAL}
   * @return a changed copy
   */
  public EjectionPolicy withInterval(Duration interval) {
    return new EjectionPolicy(
        consecutiveFailures, baseDuration, maxDuration, maxEjectedShare, interval, judges);
  }

  /**
   * Changes who finds outliers.
   *
   * @param judges instead of those there were, the most trusted first; none turns the comparison of
   *     endpoints off
   * @return a changed copy
   */
  public EjectionPolicy withJudges(OutlierJudge... judges) {
    return new EjectionPolicy(
        consecutiveFailures, baseDuration, maxDuration, maxEjectedShare, interval, List.of(judges));
  }

  /**
   * Tells whether one more endpoint may be ejected, counting it in before comparing.
   *
   * @param evidence what speaks against it
   * @param ejected how many are out already
   * @param endpoints how many there are in all, those included
   * @return true if it may
   */
  public boolean permits(Evidence evidence, int ejected, int endpoints) {
    return switch (evidence) {
      case NONE -> false;
      case OVERLOAD, STATISTICAL -> ejected + 1 <= (int) (maxEjectedShare * endpoints + ROUNDING);
      case HARD -> ejected + 1 < endpoints;
    };
  }

  /**
   * Returns how long an ejection lasts.
   *
   * @param earlier how many ejections still count against the endpoint
   * @param random a uniform number in [0, 1)
   * @return nanoseconds, at most those of {@link #maxDuration()}
   */
  public long durationNanos(int earlier, double random) {
    double doubled = baseDuration.toNanos() * Math.scalb(1.0, Math.min(earlier, MAX_DOUBLINGS));
    double capped = Math.min(doubled, (double) maxDuration.toNanos());
    return (long) (capped * (1 - JITTER * random));
  }

  /**
   * Returns how many ejections still count after an endpoint has served for a time.
   *
   * @param earlier how many counted when it returned
   * @param servedNanos how long ago it returned
   * @return one less for every {@link #baseDuration()}, not below 0
   */
  public int remainingAfter(int earlier, long servedNanos) {
    long forgiven = Math.max(0, servedNanos) / baseDuration.toNanos();
    return (int) Math.max(0, earlier - forgiven);
  }
}
