package io.lb4j.config;

import io.lb4j.BalancerBuilder;
import io.lb4j.limit.AdaptiveLimit;
import io.lb4j.limit.AdaptiveThrottle;
import io.lb4j.limit.Gradient2;
import io.lb4j.limit.RateLimit;
import io.lb4j.limit.Vegas;
import java.net.URI;
import java.util.Optional;

/** How much is sent. */
final class Limits {

  @FunctionalInterface
  private interface Bounded {
    AdaptiveLimit withLimits(int initial, int min, int max);
  }

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
    values.requireBeside(
        Key.ADAPTIVE_LIMIT, Key.ADAPTIVE_INITIAL, Key.ADAPTIVE_MIN, Key.ADAPTIVE_MAX);
    values.find(Key.ADAPTIVE_LIMIT, this::adaptive).ifPresent(builder::adaptiveLimit);
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

  private AdaptiveLimit adaptive(String text) {
    return switch (text) {
      case "gradient2" -> within(200, Gradient2.defaults(), Gradient2.defaults()::withLimits);
      case "vegas" -> within(1000, Vegas.defaults(), Vegas.defaults()::withLimits);
      default -> throw Units.wrong(text, "gradient2 or vegas");
    };
  }

  private AdaptiveLimit within(int usualMax, AdaptiveLimit standard, Bounded bounded) {
    int initial = values.get(Key.ADAPTIVE_INITIAL, 20, Units::whole);
    int min = values.get(Key.ADAPTIVE_MIN, 1, Units::whole);
    int max = values.get(Key.ADAPTIVE_MAX, usualMax, Units::whole);
    Key at = values.placeOf(Key.ADAPTIVE_INITIAL, Key.ADAPTIVE_MIN, Key.ADAPTIVE_MAX);
    return values.fold(at, standard, (any, text) -> bounded.withLimits(initial, min, max));
  }

  private Optional<RateLimit> rate(Key rateKey, Key burstKey) {
    values.requireBeside(rateKey, burstKey);
    return values
        .find(rateKey, text -> RateLimit.perSecond(Units.perSecond(text)))
        .map(rate -> values.fold(burstKey, rate, (r, text) -> r.withBurst(Units.whole(text))));
  }
}
