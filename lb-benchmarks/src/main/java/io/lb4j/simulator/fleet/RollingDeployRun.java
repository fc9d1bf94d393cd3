package io.lb4j.simulator.fleet;

import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.VirtualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A rolling deployment in a run. The event is the next batch's end, or its replacement's start. */
final class RollingDeployRun extends Event {

  private final VirtualTime time;
  private final FleetChange.RollingDeploy deploy;
  private final Fleet fleet;
  private final Discovery discovery;
  private final Deque<Member> old = new ArrayDeque<>();
  private final List<Member> replaced = new ArrayList<>();
  private boolean begun;

  RollingDeployRun(
      VirtualTime time, FleetChange.RollingDeploy deploy, Fleet fleet, Discovery discovery) {
    this.time = time;
    this.deploy = deploy;
    this.fleet = fleet;
    this.discovery = discovery;
  }

  void start() {
    time.schedule(this, deploy.atNanos());
  }

  @Override
  protected void happen() {
    if (!begun) {
      begun = true;
      old.addAll(deploy.where().among(fleet.listed()));
    }
    if (replaced.isEmpty()) {
      takeOutBatch();
    } else {
      replaceBatch();
    }
  }

  private void takeOutBatch() {
    for (int i = 0; i < deploy.batch() && !old.isEmpty(); i++) {
      Member member = old.remove();
      Departure.begin(time, fleet, member, deploy.drainNanos());
      replaced.add(member);
    }
    if (!replaced.isEmpty()) {
      discovery.announce(fleet.endpoints());
      time.scheduleIn(this, deploy.drainNanos() + deploy.startNanos());
    }
  }

  private void replaceBatch() {
    for (Member member : replaced) {
      fleet.list(fleet.startCold(member.group()));
    }
    replaced.clear();
    discovery.announce(fleet.endpoints());
    time.scheduleIn(this, deploy.pauseNanos());
  }
}
