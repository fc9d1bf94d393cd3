package io.lb4j.config;

import io.lb4j.health.FailureOrigin;
import io.lb4j.health.FailurePercentage;
import io.lb4j.health.LatencyOutlier;
import io.lb4j.health.MaxFails;
import io.lb4j.health.OutlierJudge;
import io.lb4j.health.SuccessRateOutlier;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Who compares endpoints, by name, with their thresholds. */
final class Judges {

  private static final String STANDARD = "success-rate";

  private static final Map<String, Set<Key>> THRESHOLDS =
      new TreeMap<>(
          Map.of(
              STANDARD,
              EnumSet.range(Key.SUCCESS_RATE_ORIGIN, Key.SUCCESS_RATE_MIN_GAP),
              "failure-percentage",
              EnumSet.range(Key.FAILURE_PERCENTAGE_ORIGIN, Key.FAILURE_PERCENTAGE_THRESHOLD),
              "latency",
              EnumSet.range(Key.LATENCY_MIN_HOSTS, Key.LATENCY_MIN_EXCESS),
              "max-fails",
              EnumSet.range(Key.MAX_FAILS_ORIGIN, Key.MAX_FAILS_FAILURES)));

  private final Values values;

  private Judges(Values values) {
    this.values = values;
  }

  static OutlierJudge[] of(Values values) {
    Judges judges = new Judges(values);
    Optional<List<String>> named = values.find(Key.EJECTION_JUDGES, Judges::names);
    List<String> names = named.orElse(List.of(STANDARD));
    if (named.isPresent() || !values.has(Key.EJECTION_JUDGES)) {
      THRESHOLDS.forEach(
          (name, thresholds) -> {
            if (!names.contains(name)) {
              judges.refuse(thresholds, name);
            }
          });
    }
    return names.stream().flatMap(name -> judges.judge(name).stream()).toArray(OutlierJudge[]::new);
  }

  private static List<String> names(String text) {
    if (text.equals("none")) {
      return List.of();
    }
    List<String> names = Units.list(text);
    for (String name : names) {
      if (!THRESHOLDS.containsKey(name)) {
        throw Units.wrong(name, "success-rate, failure-percentage, latency, max-fails or none");
      }
    }
    return names;
  }

  private void refuse(Set<Key> thresholds, String name) {
    for (Key threshold : thresholds) {
      Values.Setting setting = values.setting(threshold);
      if (setting != null && setting.own()) {
        values.problem(
            setting,
            "has no effect unless %s names %s".formatted(Key.EJECTION_JUDGES.text(), name));
      }
    }
  }

  private Optional<OutlierJudge> judge(String name) {
    return switch (name) {
      case STANDARD -> Optional.of(successRate());
      case "failure-percentage" -> Optional.of(failurePercentage());
      case "latency" -> Optional.of(latency());
      default -> maxFails();
    };
  }

  private SuccessRateOutlier successRate() {
    SuccessRateOutlier judge = SuccessRateOutlier.defaults();
    judge = values.fold(Key.SUCCESS_RATE_ORIGIN, judge, (j, text) -> j.withOrigin(origin(text)));
    judge =
        values.fold(
            Key.SUCCESS_RATE_MIN_HOSTS,
            judge,
            (j, text) ->
                new SuccessRateOutlier(
                    j.origin(), Units.whole(text), j.minRequests(), j.deviations(), j.minGap()));
    judge =
        values.fold(
            Key.SUCCESS_RATE_MIN_REQUESTS,
            judge,
            (j, text) ->
                new SuccessRateOutlier(
                    j.origin(), j.minHosts(), Units.whole(text), j.deviations(), j.minGap()));
    judge =
        values.fold(
            Key.SUCCESS_RATE_DEVIATIONS,
            judge,
            (j, text) ->
                new SuccessRateOutlier(
                    j.origin(), j.minHosts(), j.minRequests(), Units.number(text), j.minGap()));
    return values.fold(
        Key.SUCCESS_RATE_MIN_GAP,
        judge,
        (j, text) ->
            new SuccessRateOutlier(
                j.origin(), j.minHosts(), j.minRequests(), j.deviations(), Units.share(text)));
  }

  private FailurePercentage failurePercentage() {
    FailurePercentage judge = FailurePercentage.defaults();
    judge =
        values.fold(Key.FAILURE_PERCENTAGE_ORIGIN, judge, (j, text) -> j.withOrigin(origin(text)));
    judge =
        values.fold(
            Key.FAILURE_PERCENTAGE_MIN_HOSTS,
            judge,
            (j, text) -> j.withMinHosts(Units.whole(text)));
    judge =
        values.fold(
            Key.FAILURE_PERCENTAGE_MIN_REQUESTS,
            judge,
            (j, text) ->
                new FailurePercentage(j.origin(), j.minHosts(), Units.whole(text), j.percentage()));
    return values.fold(
        Key.FAILURE_PERCENTAGE_THRESHOLD,
        judge,
        (j, text) ->
            new FailurePercentage(
                j.origin(), j.minHosts(), j.minRequests(), 100 * Units.share(text)));
  }

  private LatencyOutlier latency() {
    LatencyOutlier judge = LatencyOutlier.defaults();
    judge =
        values.fold(
            Key.LATENCY_MIN_HOSTS,
            judge,
            (j, text) ->
                new LatencyOutlier(Units.whole(text), j.minRequests(), j.factor(), j.minExcess()));
    judge =
        values.fold(
            Key.LATENCY_MIN_REQUESTS,
            judge,
            (j, text) ->
                new LatencyOutlier(j.minHosts(), Units.whole(text), j.factor(), j.minExcess()));
    judge =
        values.fold(
            Key.LATENCY_FACTOR,
            judge,
            (j, text) -> j.withThreshold(Units.number(text), j.minExcess()));
    return values.fold(
        Key.LATENCY_MIN_EXCESS,
        judge,
        (j, text) -> j.withThreshold(j.factor(), Units.duration(text)));
  }

  private Optional<OutlierJudge> maxFails() {
    FailureOrigin origin = values.get(Key.MAX_FAILS_ORIGIN, FailureOrigin.ANY, Judges::origin);
    if (!values.has(Key.MAX_FAILS_FAILURES)) {
      values.incomplete(Key.EJECTION_JUDGES, "needs " + Key.MAX_FAILS_FAILURES.text());
    }
    return values.find(Key.MAX_FAILS_FAILURES, text -> new MaxFails(origin, Units.whole(text)));
  }

  private static FailureOrigin origin(String text) {
    return switch (text) {
      case "any" -> FailureOrigin.ANY;
      case "response" -> FailureOrigin.RESPONSE;
      case "gateway" -> FailureOrigin.GATEWAY;
      case "local" -> FailureOrigin.LOCAL;
      default -> throw Units.wrong(text, "any, response, gateway or local");
    };
  }
}
