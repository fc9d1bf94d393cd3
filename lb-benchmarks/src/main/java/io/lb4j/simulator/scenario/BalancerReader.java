package io.lb4j.simulator.scenario;

import io.lb4j.health.CheckTiming;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.GracePeriod;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.SlowStart;
import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.notation.Suggestion;
import io.lb4j.simulator.policy.BalancerTuning;
import io.lb4j.simulator.policy.CheckRules;
import io.lb4j.simulator.policy.LocalityRule;
import io.lb4j.simulator.policy.SubsetRule;
import java.time.Duration;
import java.util.List;

/** Reads {@code balancer}, but for its policy; what is not written is as the library has it. */
final class BalancerReader {

  private BalancerReader() {}

  static BalancerTuning read(Section section) {
    BalancerTuning defaults = BalancerTuning.defaults();
    EjectionPolicy ejection =
        section.section("ejection").map(BalancerReader::ejection).orElse(defaults.ejection());
    Duration window = duration(section, "slow_start", defaults.slowStart().window());
    GracePeriod grace =
        section.section("grace").map(BalancerReader::grace).orElse(defaults.grace());
    PanicPolicy panic =
        section.section("panic").map(BalancerReader::panic).orElse(defaults.panic());
    LocalityRule localities = LocalitiesReader.read(section);
    CheckRules checks =
        section.section("checks").map(BalancerReader::checks).orElse(defaults.checks());
    SubsetRule subset = section.orNull("subset", SubsetRule::parse);
    double ratio = section.optional("retry_ratio", defaults.retryRatio(), Quantity::share);
    double floor =
        section.optional("retry_floor", defaults.retryFloorPerSecond(), Quantity::perSecond);
    SlowStart slowStart =
        window.isZero() ? SlowStart.off() : SlowStart.defaults().withWindow(window);
    return section.finish(
        () ->
            new BalancerTuning(
                ejection, slowStart, grace, panic, localities, checks, subset, ratio, floor));
  }

  private static EjectionPolicy ejection(Section section) {
    EjectionPolicy defaults = EjectionPolicy.defaults();
    int failures =
        section.optional("failures", defaults.consecutiveFailures().mixed(), Quantity::wholeNumber);
    Duration base = duration(section, "base", defaults.baseDuration());
    Duration max = duration(section, "max", defaults.maxDuration());
    double share = section.optional("max_share", defaults.maxEjectedShare(), Quantity::share);
    return section.finish(
        () ->
            defaults
                .withConsecutiveFailures(failures)
                .withDurations(base, max)
                .withMaxEjectedShare(share));
  }

  private static GracePeriod grace(Section section) {
    GracePeriod defaults = GracePeriod.defaults();
    int successes = section.optional("successes", defaults.successes(), Quantity::wholeNumber);
    Duration limit = duration(section, "limit", defaults.limit());
    return section.finish(() -> new GracePeriod(successes, limit));
  }

  private static PanicPolicy panic(Section section) {
    PanicPolicy defaults = PanicPolicy.defaults();
    double threshold = section.optional("threshold", defaults.threshold(), Quantity::share);
    int least = section.optional("min_healthy", defaults.minHealthy(), Quantity::wholeNumber);
    Duration hold = duration(section, "hold", defaults.hold());
    PanicPolicy.Action action =
        section.optional("action", defaults.action(), BalancerReader::panicAction);
    return section.finish(() -> new PanicPolicy(threshold, least, hold, action));
  }

  private static PanicPolicy.Action panicAction(String text) {
    return switch (text) {
      case "fail_open" -> PanicPolicy.Action.FAIL_OPEN;
      case "fail_fast" -> PanicPolicy.Action.FAIL_FAST;
      default ->
          throw new IllegalArgumentException(
              "there is no action \""
                  + text
                  + "\"; "
                  + Suggestion.forUnknown(text, List.of("fail_open", "fail_fast")));
    };
  }

  private static CheckRules checks(Section section) {
    CheckRules defaults = CheckRules.defaults();
    Duration interval = duration(section, "interval", defaults.timing().interval());
    Duration timeout = section.has("timeout") ? duration(section, "timeout", interval) : null;
    int rise = section.optional("rise", defaults.rise(), Quantity::wholeNumber);
    int fall = section.optional("fall", defaults.fall(), Quantity::wholeNumber);
    boolean ends =
        section.optional("ends_ejections", defaults.endsEjections(), ClientsReader::yesOrNo);
    return section.finish(
        () -> {
          CheckTiming timing = CheckTiming.every(interval);
          return new CheckRules(
              timeout == null ? timing : timing.withTimeout(timeout), rise, fall, ends);
        });
  }

  private static Duration duration(Section section, String key, Duration otherwise) {
    return Duration.ofNanos(section.optional(key, otherwise.toNanos(), Quantity::durationNanos));
  }
}
