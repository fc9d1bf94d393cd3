package io.lb4j.simulator.report;

import io.lb4j.simulator.policy.Contestant;
import java.util.List;

/**
 * A policy that takes part in every ranked scenario.
 *
 * @param label what the report calls it
 * @param policy the contestant's text
 * @param needs what servers or calls must provide for it; empty for nothing
 */
record Contender(String label, String policy, String needs) {

  /** What a balancer uses unless told otherwise. */
  static final Contender DEFAULT = new Contender("peak EWMA (default)", "peak_ewma", "");

  /** What a proxy does that neither ejects nor warms up: requests in turn, whatever happens. */
  static final Contender PLAIN =
      new Contender("plain round robin", "round_robin/no_ejection/no_slow_start/no_panic", "");

  static final Contender ROUND_ROBIN = new Contender("round robin", "round_robin", "");
  static final Contender RANDOM = new Contender("random", "random", "");
  static final Contender TWO_CHOICES = new Contender("P2C, in flight", "power_of_two_choices", "");
  static final Contender TWO_TIMES =
      new Contender("P2C, response time", "power_of_choices(2, response_time)", "");
  static final Contender LEAST_REQUESTS = new Contender("least requests", "least_requests", "");
  static final Contender RESPONSE_TIME =
      new Contender("least response time", "least_response_time", "");
  static final Contender PREQUAL = new Contender("Prequal", "prequal", "probes");
  static final Contender REPORTED = new Contender("reported load", "reported_load", "load reports");
  static final Contender MAGLEV = new Contender("Maglev", "maglev", "keys");
  static final Contender BOUNDED =
      new Contender("Maglev, bounded load", "bounded_load(maglev, 1.25)", "keys");

  /** All of them. */
  static final List<Contender> ALL =
      List.of(
          DEFAULT,
          TWO_CHOICES,
          TWO_TIMES,
          LEAST_REQUESTS,
          RESPONSE_TIME,
          ROUND_ROBIN,
          RANDOM,
          PLAIN,
          PREQUAL,
          REPORTED,
          MAGLEV,
          BOUNDED);

  /** Those that may take any traffic to any servers. */
  static final List<Contender> WITHOUT_NEEDS =
      ALL.stream().filter(contender -> contender.needs().isEmpty()).toList();

  Contestant contestant() {
    return Contestant.parse(policy);
  }

  /** What the report calls a policy: a contender's label, or else the contestant's own text. */
  static String labelOf(String policy) {
    return ALL.stream()
        .filter(contender -> contender.policy().equals(policy))
        .map(Contender::label)
        .findFirst()
        .orElse(policy.replace('_', ' '));
  }
}
