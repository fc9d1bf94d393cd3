package io.lb4j.simulator.report;

import io.lb4j.simulator.client.CallRules;
import io.lb4j.simulator.client.Population;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.scenario.Scenario;

/** Gives policies in a scenario what they cannot do without; all else stays as it is. */
final class Provision {

  /** So many that even a thousand servers get about as many each. */
  static final int KEYS = 100_000;

  private Provision() {}

  /** Adds load reports for policies that read them, and equally popular keys for hashing ones. */
  static Scenario with(Scenario scenario, Contestant contestant) {
    String policy = contestant.policy().toString();
    Population clients = scenario.clients();
    CallRules rules = clients.rules();
    if (policy.equals(Contender.REPORTED.policy())) {
      return withClients(scenario, withRules(clients, rules.successWithinNanos(), true));
    }
    if (policy.contains("maglev") && clients.keys() == 0) {
      return withClients(
          scenario,
          new Population(clients.count(), clients.arrivals(), rules, KEYS, 0, clients.zones()));
    }
    return scenario;
  }

  /** The same traffic, but a late answer is a success too, so that its latency shows. */
  static Scenario withoutDeadline(Scenario scenario) {
    Population clients = scenario.clients();
    return withClients(
        scenario, withRules(clients, CallRules.NEVER, clients.rules().loadReports()));
  }

  private static Population withRules(Population clients, long withinNanos, boolean loadReports) {
    CallRules rules = clients.rules();
    CallRules changed =
        new CallRules(
            rules.attempts(),
            rules.fanOut(),
            rules.cancels(),
            rules.network(),
            rules.between(),
            withinNanos,
            loadReports);
    return new Population(
        clients.count(),
        clients.arrivals(),
        changed,
        clients.keys(),
        clients.keySkew(),
        clients.zones());
  }

  private static Scenario withClients(Scenario scenario, Population clients) {
    return new Scenario(
        scenario.name(),
        scenario.description(),
        scenario.durationNanos(),
        scenario.warmUpNanos(),
        scenario.intervalNanos(),
        scenario.drainNanos(),
        clients,
        scenario.servers(),
        scenario.policy(),
        scenario.tuning(),
        scenario.incidents(),
        scenario.changes(),
        scenario.discoveryDelay());
  }
}
