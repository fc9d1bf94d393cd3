package io.lb4j.simulator.scenario;

import io.lb4j.simulator.client.Arrivals;
import io.lb4j.simulator.client.CallRules;
import io.lb4j.simulator.client.Population;
import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.server.Distribution;

/** Reads {@code clients}. */
final class ClientsReader {

  private final ArrivalTerms arrivalTerms;
  private final DistributionTerms durations;

  ClientsReader(ValueFile files) {
    this.arrivalTerms = new ArrivalTerms(files);
    this.durations = DistributionTerms.ofDurations(files);
  }

  Population read(Section section) {
    int count = section.optional("count", 1, Quantity::wholeNumber);
    Arrivals arrivals = section.require("arrivals", arrivalTerms::read);
    long timeout = section.optional("timeout", CallRules.NEVER, Quantity::durationNanos);
    boolean cancels = section.optional("cancels", true, ClientsReader::yesOrNo);
    int attempts = section.optional("attempts", 1, Quantity::wholeNumber);
    long backoff = section.optional("backoff", 0L, Quantity::durationNanos);
    long maxBackoff = section.optional("max_backoff", 100 * backoff, Quantity::durationNanos);
    Distribution network = section.orNull("network", durations::read);
    long within = section.optional("success_within", CallRules.NEVER, Quantity::durationNanos);
    boolean reports = section.optional("load_reports", false, ClientsReader::yesOrNo);
    int keys = section.optional("keys", 0, Quantity::wholeNumber);
    double skew = section.optional("key_skew", 0.0, Quantity::number);
    return section.finish(
        () ->
            new Population(
                count,
                arrivals,
                new CallRules(
                    timeout, cancels, attempts, backoff, maxBackoff, network, within, reports),
                keys,
                skew));
  }

  static boolean yesOrNo(String text) {
    return switch (text) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException("\"" + text + "\" should be yes or no");
    };
  }
}
