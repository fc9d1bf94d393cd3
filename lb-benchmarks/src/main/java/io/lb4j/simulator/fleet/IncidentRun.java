package io.lb4j.simulator.fleet;

import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.server.Server;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An incident in a run. The event is its next beginning or end. */
final class IncidentRun extends Event {

  private final VirtualTime time;
  private final Incident incident;
  private final Fleet fleet;
  private final Afflictions afflictions;
  private final Map<Server, Integer> speedFactors = new HashMap<>();
  private List<Server> struck = List.of();
  private boolean lasting;

  IncidentRun(VirtualTime time, Incident incident, Fleet fleet, Afflictions afflictions) {
    this.time = time;
    this.incident = incident;
    this.fleet = fleet;
    this.afflictions = afflictions;
  }

  void start() {
    time.schedule(this, incident.fromNanos());
  }

  @Override
  protected void happen() {
    lasting = !lasting;
    long lengthNanos = incident.untilNanos() - incident.fromNanos();
    if (lasting) {
      struck = incident.where().among(fleet.listed()).stream().map(Member::server).toList();
      struck.forEach(this::begin);
      if (incident.untilNanos() != Long.MAX_VALUE) {
        time.scheduleIn(this, lengthNanos);
      }
    } else {
      struck.forEach(this::end);
      if (incident.everyNanos() > 0) {
        time.scheduleIn(this, incident.everyNanos() - lengthNanos);
      }
    }
  }

  private void begin(Server server) {
    boolean ends = incident.untilNanos() != Long.MAX_VALUE;
    afflictions.note(
        server,
        ends ? time.nanoTime() + incident.untilNanos() - incident.fromNanos() : Long.MAX_VALUE);
    if (incident.meetsRequests()) {
      afflictions.begin(server);
    }
    if (incident.speed() != null) {
      int factor = speedFactors.computeIfAbsent(server, Server::addSpeedFactor);
      server.setSpeed(factor, incident.speed());
    }
    if (incident.service() != null) {
      server.setService(this, incident.service());
    }
    if (incident.fault() != null) {
      server.setFault(this, incident.fault());
    }
  }

  private void end(Server server) {
    if (incident.meetsRequests()) {
      afflictions.end(server);
    }
    Integer factor = speedFactors.get(server);
    if (factor != null) {
      server.setSpeed(factor, 1);
    }
    if (incident.service() != null) {
      server.setService(this, null);
    }
    if (incident.fault() != null) {
      server.setFault(this, null);
    }
  }
}
