package io.lb4j.simulator.fleet;

import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.VirtualTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An autoscaler in a run. The event is its next look at the utilisation, against which it sets the
 * number of servers by Kubernetes' rule: the present number times present ÷ target, rounded up, and
 * nothing if the two are within a tenth of each other.
 */
final class AutoscaleRun extends Event {

  private static final double TOLERANCE = 0.1;

  private final VirtualTime time;
  private final FleetChange.Autoscale rule;
  private final Scaler scaler;
  private final Map<String, Double> busyBefore = new HashMap<>();

  AutoscaleRun(VirtualTime time, FleetChange.Autoscale rule, Scaler scaler) {
    this.time = time;
    this.rule = rule;
    this.scaler = scaler;
  }

  void start() {
    time.scheduleIn(this, rule.everyNanos());
  }

  @Override
  protected void happen() {
    time.scheduleIn(this, rule.everyNanos());
    double ratio = utilization(scaler.members()) / rule.target();
    if (Math.abs(ratio - 1) <= TOLERANCE) {
      return;
    }
    int size = scaler.size();
    int wanted = (int) Math.ceil(scaler.members().size() * ratio);
    int bounded = Math.max(rule.least(), Math.min(rule.most(), wanted));
    if (bounded > size) {
      scaler.add(bounded - size, rule.startNanos());
    } else if (bounded < size) {
      scaler.remove(size - bounded, rule.drainNanos());
    }
  }

  private double utilization(List<Member> members) {
    double sum = 0;
    for (Member member : members) {
      double busy = member.server().busyNanos();
      Double before = busyBefore.put(member.server().id(), busy);
      double used = busy - (before == null ? 0 : before);
      sum += used / member.server().cores() / rule.everyNanos();
    }
    return members.isEmpty() ? 0 : sum / members.size();
  }
}
