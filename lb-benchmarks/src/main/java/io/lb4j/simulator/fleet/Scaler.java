package io.lb4j.simulator.fleet;

import io.lb4j.simulator.engine.VirtualTime;
import java.util.List;

/** Makes a group larger or smaller; the newest servers go first. */
final class Scaler {

  private final VirtualTime time;
  private final Fleet fleet;
  private final Discovery discovery;
  private final String group;
  private int starting;

  Scaler(VirtualTime time, Fleet fleet, Discovery discovery, String group) {
    this.time = time;
    this.fleet = fleet;
    this.discovery = discovery;
    this.group = group;
  }

  List<Member> members() {
    return new Selector(group).among(fleet.listed());
  }

  /** Servers that are listed, and those on their way. */
  int size() {
    return members().size() + starting;
  }

  void add(int count, long startNanos) {
    starting += count;
    time.schedule(() -> list(count), startNanos);
  }

  private void list(int count) {
    starting -= count;
    ServerGroup kind = fleet.group(group);
    for (int i = 0; i < count; i++) {
      fleet.list(fleet.startCold(kind));
    }
    discovery.announce(fleet.endpoints());
  }

  void remove(int count, long drainNanos) {
    List<Member> members = members();
    int leaving = Math.min(count, members.size());
    for (Member member : members.subList(members.size() - leaving, members.size())) {
      Departure.begin(time, fleet, member, drainNanos);
    }
    discovery.announce(fleet.endpoints());
  }
}
