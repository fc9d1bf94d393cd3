package io.lb4j.simulator.scenario;

import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.Hedging;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.simulator.client.Arrivals;
import io.lb4j.simulator.client.CallRules;
import io.lb4j.simulator.client.Population;
import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.server.Distribution;
import java.time.Duration;
import java.util.List;

/** Reads {@code clients}. */
final class ClientsReader {

  private static final long BACKOFF_NANOS = 10_000_000;
  private static final double PERCENT = 100;

  private final ArrivalTerms arrivalTerms;
  private final DistributionTerms durations;

  ClientsReader(ValueFile files) {
    this.arrivalTerms = new ArrivalTerms(files);
    this.durations = DistributionTerms.ofDurations(files);
  }

  Population read(Section section) {
    int count = section.optional("count", 1, Quantity::wholeNumber);
    Arrivals arrivals = section.require("arrivals", arrivalTerms::read);
    boolean cancels = section.optional("cancels", true, ClientsReader::yesOrNo);
    int fanOut = section.optional("fan_out", 1, Quantity::wholeNumber);
    AttemptPolicy attempts = attempts(section);
    Distribution network = section.orNull("network", durations::read);
    Distribution between = section.orNull("between_zones", durations::read);
    List<String> zones = section.texts("zones");
    long within = section.optional("success_within", CallRules.NEVER, Quantity::durationNanos);
    boolean reports = section.optional("load_reports", false, ClientsReader::yesOrNo);
    int keys = section.optional("keys", 0, Quantity::wholeNumber);
    double skew = section.optional("key_skew", 0.0, Quantity::number);
    return section.finish(
        () ->
            new Population(
                count,
                arrivals,
                new CallRules(attempts, fanOut, cancels, network, between, within, reports),
                keys,
                skew,
                zones));
  }

  /** What is not written is as the library has it, but for the number of attempts. */
  private static AttemptPolicy attempts(Section section) {
    int attempts = section.optional("attempts", 1, Quantity::wholeNumber);
    long backoff = section.optional("backoff", BACKOFF_NANOS, Quantity::durationNanos);
    long max = section.optional("max_backoff", 100 * backoff, Quantity::durationNanos);
    AttemptPolicy policy =
        AttemptPolicy.defaults().withRetries(retries(section, attempts, backoff, max));
    Duration timeout = section.orNull("timeout", ClientsReader::positive);
    Duration deadline = section.orNull("deadline", ClientsReader::positive);
    Hedging hedging = section.orNull("hedging", ClientsReader::hedging);
    policy = timeout == null ? policy : policy.withAttemptLimit(timeout);
    policy = deadline == null ? policy : policy.withDeadline(deadline);
    return hedging == null ? policy : policy.withHedging(hedging);
  }

  private static RetryPolicy retries(Section section, int attempts, long backoff, long max) {
    if (max < backoff) {
      throw section.wrong("max_backoff", "must not be below the first back-off");
    }
    try {
      return RetryPolicy.exponential(attempts, Duration.ofNanos(backoff), Duration.ofNanos(max));
    } catch (IllegalArgumentException e) {
      throw section.wrong("attempts", String.valueOf(e.getMessage()));
    }
  }

  /** A quantile such as p98 of the latencies seen, or a fixed delay. */
  private static Hedging hedging(String text) {
    return text.startsWith("p")
        ? Hedging.atQuantile(Quantity.number(text.substring(1)) / PERCENT)
        : Hedging.after(positive(text));
  }

  private static Duration positive(String text) {
    long nanos = Quantity.durationNanos(text);
    if (nanos == 0) {
      throw new IllegalArgumentException("must be longer than 0s");
    }
    return Duration.ofNanos(nanos);
  }

  static boolean yesOrNo(String text) {
    return switch (text) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException("\"" + text + "\" should be yes or no");
    };
  }
}
