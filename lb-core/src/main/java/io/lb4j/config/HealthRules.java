package io.lb4j.config;

import io.lb4j.BalancerBuilder;
import io.lb4j.health.GracePeriod;
import io.lb4j.health.PanicPolicy;
import java.net.URI;

/** Who counts as healthy, and what happens when too few do. */
final class HealthRules {

  private final Values values;
  private final BalancerBuilder<URI> builder;

  private HealthRules(Values values, BalancerBuilder<URI> builder) {
    this.values = values;
    this.builder = builder;
  }

  static void add(Values values, BalancerBuilder<URI> builder) {
    new HealthRules(values, builder).add();
  }

  private void add() {
    builder.ejection(EjectionRules.of(values));
    builder.grace(grace());
    builder.panic(panic());
    TcpChecks.of(values).ifPresent(builder::healthChecks);
  }

  private GracePeriod grace() {
    GracePeriod grace = GracePeriod.defaults();
    grace =
        values.fold(
            Key.GRACE_SUCCESSES, grace, (g, text) -> new GracePeriod(Units.whole(text), g.limit()));
    return values.fold(
        Key.GRACE_LIMIT, grace, (g, text) -> new GracePeriod(g.successes(), Units.duration(text)));
  }

  private PanicPolicy panic() {
    PanicPolicy panic = PanicPolicy.defaults();
    panic =
        values.fold(Key.PANIC_THRESHOLD, panic, (p, text) -> p.withThreshold(Units.share(text)));
    panic =
        values.fold(Key.PANIC_MIN_HEALTHY, panic, (p, text) -> p.withMinHealthy(Units.whole(text)));
    panic = values.fold(Key.PANIC_HOLD, panic, (p, text) -> p.withHold(Units.duration(text)));
    return values.fold(Key.PANIC_ACTION, panic, (p, text) -> p.withAction(action(text)));
  }

  private static PanicPolicy.Action action(String text) {
    return switch (text) {
      case "fail-open" -> PanicPolicy.Action.FAIL_OPEN;
      case "fail-fast" -> PanicPolicy.Action.FAIL_FAST;
      default -> throw Units.wrong(text, "fail-open or fail-fast");
    };
  }
}
