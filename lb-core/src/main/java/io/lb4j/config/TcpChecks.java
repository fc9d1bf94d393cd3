package io.lb4j.config;

import io.lb4j.health.CheckTiming;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.TcpProbe;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Active checks by connecting; whoever asks for more says so in code. */
final class TcpChecks {

  private final Values values;

  private TcpChecks(Values values) {
    this.values = values;
  }

  static Optional<HealthChecks<URI>> of(Values values) {
    TcpChecks checks = new TcpChecks(values);
    values.requireBeside(
        Key.CHECKS_TCP_INTERVAL,
        Key.CHECKS_TCP_TIMEOUT,
        Key.CHECKS_TCP_FAST_INTERVAL,
        Key.CHECKS_TCP_IDLE_INTERVAL,
        Key.CHECKS_TCP_MAX_INTERVAL,
        Key.CHECKS_TCP_JITTER,
        Key.CHECKS_TCP_RISE,
        Key.CHECKS_TCP_FALL,
        Key.CHECKS_TCP_CONCURRENT,
        Key.CHECKS_TCP_ENDS_EJECTIONS);
    return values
        .find(
            Key.CHECKS_TCP_INTERVAL,
            text -> HealthChecks.every(Units.duration(text), TcpProbe.toUris()))
        .map(every -> checks.verdicts(every.withTiming(checks.timing(every.timing()))));
  }

  private HealthChecks<URI> verdicts(HealthChecks<URI> timed) {
    HealthChecks<URI> checks =
        values.fold(
            Key.CHECKS_TCP_RISE, timed, (c, text) -> c.withThresholds(Units.whole(text), c.fall()));
    checks =
        values.fold(
            Key.CHECKS_TCP_FALL,
            checks,
            (c, text) -> c.withThresholds(c.rise(), Units.whole(text)));
    checks =
        values.fold(
            Key.CHECKS_TCP_CONCURRENT, checks, (c, text) -> c.withMaxConcurrent(Units.whole(text)));
    return values.fold(
        Key.CHECKS_TCP_ENDS_EJECTIONS, checks, (c, text) -> c.withEndsEjections(Units.flag(text)));
  }

  private CheckTiming timing(CheckTiming every) {
    CheckTiming timing =
        values.fold(
            Key.CHECKS_TCP_IDLE_INTERVAL,
            every,
            (t, text) -> t.withIdleInterval(Units.duration(text)));
    timing =
        values.fold(
            Key.CHECKS_TCP_MAX_INTERVAL,
            timing,
            (t, text) -> t.withMaxInterval(Units.duration(text)));
    // What one of these may be depends on the others, so they change together.
    Duration timeout = values.get(Key.CHECKS_TCP_TIMEOUT, timing.timeout(), Units::duration);
    Duration fast =
        values.get(Key.CHECKS_TCP_FAST_INTERVAL, timing.fastInterval(), Units::duration);
    double jitter = values.get(Key.CHECKS_TCP_JITTER, timing.jitter(), Units::share);
    Key at =
        values.placeOf(Key.CHECKS_TCP_TIMEOUT, Key.CHECKS_TCP_FAST_INTERVAL, Key.CHECKS_TCP_JITTER);
    return values.fold(
        at,
        timing,
        (t, text) ->
            new CheckTiming(
                t.interval(), timeout, fast, t.idleInterval(), t.maxInterval(), jitter));
  }
}
