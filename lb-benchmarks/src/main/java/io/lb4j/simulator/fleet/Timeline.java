package io.lb4j.simulator.fleet;

import io.lb4j.simulator.engine.Seeds;
import io.lb4j.simulator.engine.VirtualTime;
import java.util.List;

/** Sets going what a scenario says will happen to servers, and to the set of them. */
public final class Timeline {

  private final VirtualTime time;
  private final Fleet fleet;
  private final Discovery discovery;
  private final Afflictions afflictions;
  private final Seeds seeds;

  /**
   * Prepares a run.
   *
   * @param time the run's
   * @param fleet to whom it happens
   * @param discovery who tells the clients
   * @param afflictions who remembers the truth
   * @param seeds of the run
   */
  public Timeline(
      VirtualTime time, Fleet fleet, Discovery discovery, Afflictions afflictions, Seeds seeds) {
    this.time = time;
    this.fleet = fleet;
    this.discovery = discovery;
    this.afflictions = afflictions;
    this.seeds = seeds;
  }

  /**
   * Schedules everything.
   *
   * @param incidents to single servers
   * @param changes of the set
   */
  public void start(List<Incident> incidents, List<FleetChange> changes) {
    for (Incident incident : incidents) {
      new IncidentRun(time, incident, fleet, afflictions).start();
    }
    for (int i = 0; i < changes.size(); i++) {
      FleetChange change = changes.get(i);
      if (change instanceof FleetChange.RollingDeploy deploy) {
        new RollingDeployRun(time, deploy, fleet, discovery).start();
      } else if (change instanceof FleetChange.Scale scale) {
        start(scale);
      } else if (change instanceof FleetChange.Autoscale rule) {
        new AutoscaleRun(time, rule, new Scaler(time, fleet, discovery, rule.group())).start();
      } else if (change instanceof FleetChange.Flicker flicker) {
        new FlickerRun(time, flicker, fleet, discovery, seeds.stream("flicker " + i)).start();
      }
    }
  }

  private void start(FleetChange.Scale scale) {
    Scaler scaler = new Scaler(time, fleet, discovery, scale.group());
    time.schedule(
        () -> {
          if (scale.by() > 0) {
            scaler.add(scale.by(), 0);
          } else {
            scaler.remove(-scale.by(), scale.drainNanos());
          }
        },
        scale.atNanos());
  }
}
