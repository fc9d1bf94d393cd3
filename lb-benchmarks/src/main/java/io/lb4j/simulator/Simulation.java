package io.lb4j.simulator;

import io.lb4j.Balancer;
import io.lb4j.BalancerBuilder;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.simulator.client.CallRules;
import io.lb4j.simulator.client.Client;
import io.lb4j.simulator.client.Keys;
import io.lb4j.simulator.client.Population;
import io.lb4j.simulator.client.Traffic;
import io.lb4j.simulator.engine.Seeds;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.fleet.Afflictions;
import io.lb4j.simulator.fleet.Discovery;
import io.lb4j.simulator.fleet.Fleet;
import io.lb4j.simulator.fleet.Timeline;
import io.lb4j.simulator.measure.Ejections;
import io.lb4j.simulator.measure.Measurements;
import io.lb4j.simulator.measure.Result;
import io.lb4j.simulator.measure.Standings;
import io.lb4j.simulator.policy.BalancerTuning;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.policy.LocalityRule;
import io.lb4j.simulator.policy.PolicyCatalog;
import io.lb4j.simulator.policy.PolicyWorld;
import io.lb4j.simulator.policy.ServerCheck;
import io.lb4j.simulator.policy.SubsetRule;
import io.lb4j.simulator.scenario.Scenario;
import io.lb4j.simulator.server.Server;
import java.util.ArrayList;
import java.util.List;

/**
 * One run: a scenario, a contestant and a seed in, a result out, always the same. Runs in the
 * caller's thread; runs share nothing, so any number may go on at once.
 */
public final class Simulation {

  private static final long STEP_NANOS = 100_000_000;
  private static final int HUNDRED = 100;

  private final Scenario scenario;
  private final Contestant contestant;
  private final Seeds seeds;

  private final VirtualTime time = new VirtualTime();
  private final Fleet fleet;
  private final Afflictions afflictions = new Afflictions(time);
  private final Measurements measurements;
  private final Traffic traffic;
  private final List<Client> clients = new ArrayList<>();

  private Simulation(Scenario scenario, Contestant contestant, long seed) {
    this.scenario = scenario;
    this.contestant = contestant;
    this.seeds = new Seeds(seed);
    this.fleet = new Fleet(scenario.servers(), time, seeds);
    Standings standings =
        new Standings(new Ejections(this::isBad), BalancerTuning.REMEMBER_REMOVED);
    this.measurements =
        new Measurements(time, scenario.intervalNanos(), fleet.servers(), standings);
    CallRules rules = scenario.clients().rules();
    this.traffic =
        new Traffic(
            time, contestant.hedges() ? rules : rules.withoutHedging(), measurements, seeds);
    Discovery discovery = new Discovery(time, scenario.discoveryDelay(), seeds.stream("discovery"));
    addClients(standings, discovery);
    new Timeline(time, fleet, discovery, afflictions, seeds)
        .start(scenario.incidents(), scenario.changes());
  }

  /**
   * Runs a scenario.
   *
   * @param scenario what happens
   * @param contestant who decides where requests go
   * @param seed of all chance
   * @return what was seen
   */
  public static Result run(Scenario scenario, Contestant contestant, long seed) {
    return run(scenario, contestant, seed, () -> {});
  }

  /**
   * Runs a scenario and tells how far it is, of the time in which calls begin.
   *
   * @param scenario what happens
   * @param contestant who decides where requests go
   * @param seed of all chance
   * @param hundredthDone called a hundred times, in the caller's thread
   * @return what was seen
   */
  public static Result run(
      Scenario scenario, Contestant contestant, long seed, Runnable hundredthDone) {
    return new Simulation(scenario, contestant, seed).run(hundredthDone);
  }

  private boolean isBad(String serverId) {
    return afflictions.isBad(serverId) || fleet.hasStopped(serverId);
  }

  private void addClients(Standings standings, Discovery discovery) {
    Population population = scenario.clients();
    SelectionPolicy policy =
        PolicyCatalog.make(
            contestant.policy(),
            new PolicyWorld(
                time, fleet.servers(), population.rules().network(), seeds.stream("probes")));
    ServerCheck check = new ServerCheck(time, population.rules().network(), seeds.stream("checks"));
    Keys keys = new Keys(population.keys(), population.keySkew());
    for (int i = 0; i < population.count(); i++) {
      Balancer<Server> balancer = balancer(i, policy, check, standings);
      discovery.subscribe(balancer);
      clients.add(new Client(traffic, balancer, population, keys, i, seeds.stream("client " + i)));
    }
  }

  private Balancer<Server> balancer(
      int client, SelectionPolicy policy, ServerCheck check, Standings standings) {
    BalancerBuilder<Server> builder =
        Balancer.<Server>builder("client-" + client)
            .endpoints(fleet.endpoints())
            .policy(policy)
            .listener(standings)
            .ticker(time)
            .scheduler(time)
            .wallClock(time)
            .random(seeds.stream("balancer " + client));
    scenario.tuning().apply(builder, check);
    SubsetRule subset = scenario.tuning().subset();
    if (subset != null) {
      builder.subsetting(subset.forClient(client, scenario.clients().count(), seeds.seed()));
    }
    LocalityRule localities = scenario.tuning().localities();
    if (localities != null && contestant.dividesByZone()) {
      Population population = scenario.clients();
      builder.localities(localities.at(population.zoneOf(client), population.clientsByZone()));
    }
    contestant.applySwitches(builder);
    return builder.build();
  }

  private Result run(Runnable hundredthDone) {
    clients.forEach(Client::start);
    long warmUp = scenario.warmUpNanos();
    for (int i = 1; i <= HUNDRED; i++) {
      // In doubles: a hundred times the longest duration would not fit into a long.
      long until = (long) ((scenario.durationNanos() - 1) * (i / (double) HUNDRED));
      if (warmUp > time.nanoTime() && warmUp <= until) {
        time.runUntil(warmUp);
        measurements.startOver();
      }
      time.runUntil(until);
      hundredthDone.run();
    }
    time.runUntil(scenario.durationNanos() - 1);
    clients.forEach(Client::stop);
    time.runUntil(scenario.durationNanos());
    measurements.arrivalsEnded();
    long end = scenario.durationNanos() + scenario.drainNanos();
    while (traffic.callsOpen() > 0 && time.nanoTime() < end) {
      time.runUntil(Math.min(end, time.nanoTime() + STEP_NANOS));
    }
    Result result =
        measurements.result(
            scenario.name(),
            contestant.toString(),
            seeds.seed(),
            traffic.callsOpen(),
            clients.size(),
            afflictions.episodes());
    // A balancer ticks as long as it is not garbage; closing them here keeps them until now.
    clients.forEach(client -> client.balancer().close());
    return result;
  }
}
