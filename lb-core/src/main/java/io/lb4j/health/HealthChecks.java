package io.lb4j.health;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Active checks: the balancer itself asks every endpoint, again and again, whether it can serve.
 * They find what is down before a request does, and without requests. An immutable configuration.
 *
 * <p>The endpoints that a balancer starts with serve until they have failed {@link #fall()} checks
 * in a row: someone has to. Those that join later are checked at once, and serve from their first
 * passed check on, or when nobody else is left. An endpoint that has been taken out comes back
 * after {@link #rise()} passed checks in a row. In its {@link GracePeriod} an endpoint that fails
 * checks is merely awaited again.
 *
 * <p>A failed check is hard evidence, so that when too few are left, endpoints that are down serve
 * last. One that is alive but not ready, by {@link #readiness()} or by {@link
 * CheckResult#notReady}, is taken out too, but serves again before those.
 *
 * <p>A check says nothing of how requests fare, so it lifts no other verdict, with one exception,
 * {@link #endsEjections()}. Leave checks away where requests are frequent and retried: passive
 * detection then sees more, sooner, and asks nothing of the servers.
 *
 * @param liveness asks whether an endpoint is alive
 * @param readiness asks an endpoint that is alive whether it can serve now; null if there is no
 *     difference. Both together must answer within the time-out
 * @param timing when
 * @param rise after how many passed checks in a row an endpoint comes back; at least 1
 * @param fall after how many failed checks in a row it is taken out; at least 1
 * @param maxConcurrent how many checks may be under way, and so how many threads a probe that
 *     blocks may need; at least 1. While more are due they wait. Threads that a probe blocks beyond
 *     the time-out do not count, up to the same number again
 * @param endsEjections whether passed checks, as many as {@link #rise()} since it began, end an
 *     ejection that rests on failed connects, which they contradict. They never end one that rests
 *     on failed answers
 * @param <T> what a caller needs to reach an endpoint
 */
public record HealthChecks<T>(
    HealthProbe<T> liveness,
    @Nullable HealthProbe<T> readiness,
    CheckTiming timing,
    int rise,
    int fall,
    int maxConcurrent,
    boolean endsEjections) {

  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);
  private static final int DEFAULT_RISE = 2;
  private static final int DEFAULT_FALL = 3;
  private static final int DEFAULT_MAX_CONCURRENT = 100;

  /**
   * Checks the values.
   *
   * @param liveness {@link #liveness()}
   * @param readiness {@link #readiness()}
   * @param timing {@link #timing()}
   * @param rise {@link #rise()}
   * @param fall {@link #fall()}
   * @param maxConcurrent {@link #maxConcurrent()}
   * @param endsEjections {@link #endsEjections()}
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public HealthChecks {
    Objects.requireNonNull(liveness, "liveness");
    Objects.requireNonNull(timing, "timing");
    Thresholds.requireAtLeastOne("rise", rise);
    Thresholds.requireAtLeastOne("fall", fall);
    Thresholds.requireAtLeastOne("maxConcurrent", maxConcurrent);
  }

  /**
   * Checks every 5 s, with HAProxy's thresholds: out after 3 failed checks, back after 2 passed
   * ones; at most 100 at once.
   *
   * @param liveness asks whether an endpoint is alive, or whether it can serve
   * @param <T> what a caller needs to reach an endpoint
   * @return the defaults
   */
  public static <T> HealthChecks<T> of(HealthProbe<T> liveness) {
    return every(DEFAULT_INTERVAL, liveness);
  }

  /**
   * Checks as often as told, otherwise as {@link #of} does.
   *
   * @param interval see {@link CheckTiming#every}, which derives the other times from it
   * @param liveness asks whether an endpoint is alive, or whether it can serve
   * @param <T> what a caller needs to reach an endpoint
   * @return the defaults with another interval
   */
  public static <T> HealthChecks<T> every(Duration interval, HealthProbe<T> liveness) {
    return new HealthChecks<>(
        liveness,
        null,
        CheckTiming.every(interval),
        DEFAULT_RISE,
        DEFAULT_FALL,
        DEFAULT_MAX_CONCURRENT,
        true);
  }

  /**
   * Asks those that are alive also whether they can serve now.
   *
   * @param readiness called when the liveness probe has not failed; what it says counts, but if it
   *     fails, the endpoint is merely not ready
   * @return a changed copy
   */
  public HealthChecks<T> withReadiness(HealthProbe<T> readiness) {
    Objects.requireNonNull(readiness, "readiness");
    return new HealthChecks<>(
        liveness, readiness, timing, rise, fall, maxConcurrent, endsEjections);
  }

  /**
   * Changes when endpoints are checked.
   *
   * @param timing all times
   * @return a changed copy
   */
  public HealthChecks<T> withTiming(CheckTiming timing) {
    return new HealthChecks<>(
        liveness, readiness, timing, rise, fall, maxConcurrent, endsEjections);
  }

  /**
   * Changes how long a check may take.
   *
   * @param timeout see {@link CheckTiming#timeout()}
   * @return a changed copy
   */
  public HealthChecks<T> withTimeout(Duration timeout) {
    return withTiming(timing.withTimeout(timeout));
  }

  /**
   * Changes how many checks in a row decide.
   *
   * @param rise passed ones, to come back; at least 1
   * @param fall failed ones, to be taken out; at least 1
   * @return a changed copy
   */
  public HealthChecks<T> withThresholds(int rise, int fall) {
    return new HealthChecks<>(
        liveness, readiness, timing, rise, fall, maxConcurrent, endsEjections);
  }

  /**
   * Changes how many checks may be under way.
   *
   * @param maxConcurrent at least 1
   * @return a changed copy
   */
  public HealthChecks<T> withMaxConcurrent(int maxConcurrent) {
    return new HealthChecks<>(
        liveness, readiness, timing, rise, fall, maxConcurrent, endsEjections);
  }

  /**
   * Changes whether passed checks end ejections.
   *
   * @param endsEjections true only for those that rest on failed connects, false for none
   * @return a changed copy
   */
  public HealthChecks<T> withEndsEjections(boolean endsEjections) {
    return new HealthChecks<>(
        liveness, readiness, timing, rise, fall, maxConcurrent, endsEjections);
  }
}
