package io.lb4j.config;

import io.lb4j.health.ConsecutiveFailures;
import io.lb4j.health.EjectionPolicy;
import java.time.Duration;

/** Which failures take an endpoint out, and for how long. */
final class EjectionRules {

  private EjectionRules() {}

  static EjectionPolicy of(Values values) {
    EjectionPolicy ejection =
        EjectionPolicy.defaults().withConsecutiveFailures(consecutiveFailures(values));
    Duration base = values.get(Key.EJECTION_BASE, ejection.baseDuration(), Units::duration);
    Duration max = values.get(Key.EJECTION_MAX, ejection.maxDuration(), Units::duration);
    Key at = values.placeOf(Key.EJECTION_MAX, Key.EJECTION_BASE);
    ejection = values.fold(at, ejection, (e, text) -> e.withDurations(base, max));
    ejection =
        values.fold(
            Key.EJECTION_SHARE, ejection, (e, text) -> e.withMaxEjectedShare(Units.share(text)));
    ejection =
        values.fold(
            Key.EJECTION_INTERVAL, ejection, (e, text) -> e.withInterval(Units.duration(text)));
    ejection = ejection.withJudges(Judges.of(values));
    return values.get(Key.EJECTION_ENABLED, true, Units::flag) ? ejection : EjectionPolicy.off();
  }

  private static ConsecutiveFailures consecutiveFailures(Values values) {
    ConsecutiveFailures failures =
        values.get(
            Key.EJECTION_FAILURES,
            EjectionPolicy.defaults().consecutiveFailures(),
            text -> ConsecutiveFailures.of(timesOrNever(text)));
    failures =
        values.fold(
            Key.EJECTION_RESPONSES, failures, (f, text) -> f.withResponses(timesOrNever(text)));
    failures =
        values.fold(Key.EJECTION_GATEWAY, failures, (f, text) -> f.withGateway(timesOrNever(text)));
    return values.fold(Key.EJECTION_LOCAL, failures, (f, text) -> f.withLocal(timesOrNever(text)));
  }

  private static int timesOrNever(String text) {
    return text.equals("never") ? ConsecutiveFailures.NEVER : Units.whole(text);
  }
}
