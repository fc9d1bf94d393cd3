package io.lb4j.config;

import io.lb4j.BalancerBuilder;
import io.lb4j.limit.AdaptiveThrottle;
import io.lb4j.limit.RateLimit;
import java.net.URI;
import java.util.Optional;

/** How much is sent. */
final class Limits {

  private final Values values;
  private final BalancerBuilder<URI> builder;

  private Limits(Values values, BalancerBuilder<URI> builder) {
    this.values = values;
    this.builder = builder;
  }

  static void add(Values values, BalancerBuilder<URI> builder) {
    new Limits(values, builder).add();
  }

  private void add() {
    AdaptiveLimits.of(values).ifPresent(builder::adaptiveLimit);
    rate(Key.RATE, Key.RATE_BURST).ifPresent(builder::rateLimit);
    rate(Key.ENDPOINT_RATE, Key.ENDPOINT_RATE_BURST).ifPresent(builder::endpointRateLimit);
    values.requireBeside(
        Key.THROTTLE_ENABLED,
        Key.THROTTLE_K,
        Key.THROTTLE_WINDOW,
        Key.THROTTLE_MIN_REQUESTS,
        Key.THROTTLE_MAX_PROBABILITY);
    AdaptiveThrottle throttle = AdaptiveThrottle.defaults();
    throttle = values.fold(Key.THROTTLE_K, throttle, (t, text) -> t.withK(Units.number(text)));
    throttle =
        values.fold(Key.THROTTLE_WINDOW, throttle, (t, text) -> t.withWindow(Units.duration(text)));
    throttle =
        values.fold(
            Key.THROTTLE_MIN_REQUESTS, throttle, (t, text) -> t.withMinRequests(Units.whole(text)));
    throttle =
        values.fold(
            Key.THROTTLE_MAX_PROBABILITY,
            throttle,
            (t, text) -> t.withMaxProbability(Units.share(text)));
    if (values.get(Key.THROTTLE_ENABLED, false, Units::flag)) {
      builder.throttle(throttle);
    }
  }

  private Optional<RateLimit> rate(Key rateKey, Key burstKey) {
    values.requireBeside(rateKey, burstKey);
    return values
        .find(rateKey, text -> RateLimit.perSecond(Units.perSecond(text)))
        .map(rate -> values.fold(burstKey, rate, (r, text) -> r.withBurst(Units.whole(text))));
  }
}
