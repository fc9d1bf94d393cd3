package io.lb4j;

import io.lb4j.NoEndpointAvailableException.Reason;
import io.lb4j.limit.RateLimit;
import io.lb4j.time.Durations;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What a request must pass before an endpoint is looked for: the throttle and the client's own
 * rate. Balancers with neither, most of them, have none.
 */
final class Admission {

  private final String balancer;
  private final Ticker ticker;
  private final @Nullable Throttle throttle;
  private final @Nullable TokenBucket rate;
  private final LongAdder refused = new LongAdder();

  private Admission(Settings settings, @Nullable Throttle throttle, @Nullable TokenBucket rate) {
    this.balancer = settings.name();
    this.ticker = settings.ticker();
    this.throttle = throttle;
    this.rate = rate;
  }

  static @Nullable Admission of(Settings settings, @Nullable Throttle throttle) {
    RateLimit limit = settings.rateLimit();
    return throttle == null && limit == null
        ? null
        : new Admission(
            settings, throttle, limit == null ? null : new TokenBucket(limit, settings.ticker()));
  }

  /** Lets a request pass, or throws. */
  void admit() {
    long now = ticker.nanoTime();
    if (throttle != null && throttle.refuses(now)) {
      // Chance decides anew each time, so nobody knows when.
      throw refusal(null);
    }
    if (rate != null && !rate.tryTake(now)) {
      throw refusal(Duration.ofNanos(rate.waitNanos(now)));
    }
  }

  private NoEndpointAvailableException refusal(@Nullable Duration comeBackAfter) {
    refused.increment();
    return new NoEndpointAvailableException(balancer, Reason.THROTTLED, Map.of(), comeBackAfter);
  }

  /** No endpoint could take a request that was let pass, so nothing went out. */
  void takeBack() {
    if (rate != null) {
      rate.putBack();
    }
  }

  long refused() {
    return refused.sum();
  }

  double probability() {
    return throttle == null ? 0 : throttle.probability(ticker.nanoTime());
  }

  /** Returns what it does to requests now, in words; empty if it lets all pass. */
  String inWords() {
    long now = ticker.nanoTime();
    StringBuilder words = new StringBuilder();
    double probability = throttle == null ? 0 : throttle.probability(now);
    if (probability > 0) {
      words.append("; ").append(Math.round(100 * probability)).append(" % of requests are refused");
      words.append(" to protect them");
    }
    long waitNanos = rate == null ? 0 : rate.waitNanos(now);
    if (waitNanos > 0) {
      words
          .append("; the rate limit lets none pass for ")
          .append(Durations.textInMillis(waitNanos));
    }
    return words.toString();
  }
}
