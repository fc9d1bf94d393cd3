package io.lb4j.examples.demo;

import io.lb4j.examples.servers.FakeServer;
import io.lb4j.examples.servers.Fleet;
import io.lb4j.request.SelectionContext;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The servers, the two sides and the traffic, and everything that can be done to them. */
final class Stage implements AutoCloseable {

  static final int MIN_RATE = 20;
  static final int MAX_RATE = 500;

  private static final int SERVERS_AT_START = 6;
  private static final Duration SERVICE_TIME = Duration.ofMillis(10);

  /** So a slow server answers 40 requests a second at most. */
  private static final int WORKERS = 4;

  private final Happenings happenings = new Happenings();
  private final Meters meters = new Meters();
  private final Map<SideName, Fleet> fleets;
  private final Load load;

  // Written under this object's lock; the traffic reads without.
  private volatile List<Side> sides = List.of();
  // Guarded by this.
  private final Map<String, Twins> servers = new LinkedHashMap<>();

  private Stage(Map<SideName, Fleet> fleets, PolicyChoice a, PolicyChoice b, int callsPerSecond) {
    this.fleets = fleets;
    for (int i = 0; i < SERVERS_AT_START; i++) {
      enlist();
    }
    this.sides = List.of(newSide(SideName.A, a), newSide(SideName.B, b));
    this.load = new Load(this::call, callsPerSecond);
  }

  /**
   * Starts everything, and has the balancers forget the first second: the first calls of a JVM take
   * a hundred times as long as later ones, and the servers would be blamed for it.
   */
  static Stage start(PolicyChoice a, PolicyChoice b, int callsPerSecond)
      throws IOException, InterruptedException {
    Fleet first = Fleet.start(SERVERS_AT_START, SERVICE_TIME, WORKERS);
    Stage stage;
    try {
      Fleet second = Fleet.start(SERVERS_AT_START, SERVICE_TIME, WORKERS);
      stage = new Stage(Map.of(SideName.A, first, SideName.B, second), a, b, callsPerSecond);
    } catch (IOException e) {
      first.close();
      throw e;
    }
    TimeUnit.SECONDS.sleep(1);
    stage.beginAnew();
    return stage;
  }

  /** Changes what ails a server. */
  synchronized void afflict(String server, Condition condition) throws IOException {
    Twins twins = server(server);
    if (twins.condition() != condition) {
      twins.become(condition);
      happenings.done(server, server + " " + condition.words());
    }
  }

  /** Takes a server out of traffic gently, or back. */
  synchronized void drain(String server, boolean drained) {
    Twins twins = server(server);
    if (twins.drained() != drained) {
      twins.setDrained(drained);
      sides.forEach(drained ? side -> side.drain(server) : side -> side.enable(server));
      happenings.done(server, server + (drained ? " is drained" : " is taken back"));
    }
  }

  /** Starts one more server. */
  synchronized void addServer() throws IOException {
    if (servers.size() == Fleet.SIZE) {
      throw new IllegalArgumentException("there are " + Fleet.SIZE + " servers, the most there is");
    }
    for (Fleet fleet : fleets.values()) {
      fleet.get(servers.size()).start();
    }
    Twins added = enlist();
    sides.forEach(side -> side.update(servers.values()));
    happenings.done(added.id(), added.id() + " is added");
  }

  /** Replaces a side's balancer, with all it has learned. */
  synchronized void choose(SideName name, PolicyChoice choice) {
    List<Side> before = sides;
    Side anew = newSide(name, choice);
    sides = before.stream().map(side -> side.name() == name ? anew : side).toList();
    meters.show(name, anew.balancer());
    side(name, before).close();
    happenings.done(null, name + " now goes by " + choice.getTitle());
  }

  /**
   * Changes the traffic.
   *
   * @throws IllegalArgumentException if the rate is out of its range
   */
  void load(int callsPerSecond) {
    if (callsPerSecond < MIN_RATE || callsPerSecond > MAX_RATE) {
      throw new IllegalArgumentException(
          "callsPerSecond is %d; it must be %d to %d"
              .formatted(callsPerSecond, MIN_RATE, MAX_RATE));
    }
    load.setCallsPerSecond(callsPerSecond);
  }

  /** Makes every server well, and takes back who is drained. */
  synchronized void recover() throws IOException {
    for (Twins twins : servers.values()) {
      afflict(twins.id(), Condition.NORMAL);
      drain(twins.id(), false);
    }
  }

  /** The servers, and what ails them. */
  synchronized List<Frame.Server> servers() {
    return servers.values().stream()
        .map(twins -> new Frame.Server(twins.id(), twins.condition(), twins.drained()))
        .toList();
  }

  /** Both, A first. */
  List<Side> sides() {
    return sides;
  }

  /** Why a side picked a server. */
  Why why(SideName name, String server) {
    Side side = side(name, sides);
    return Why.of(side.choice(), side.balancer(), server);
  }

  int callsPerSecond() {
    return load.callsPerSecond();
  }

  Happenings happenings() {
    return happenings;
  }

  Meters meters() {
    return meters;
  }

  @Override
  public void close() {
    load.close();
    sides.forEach(Side::close);
    fleets.values().forEach(Fleet::close);
  }

  private void call(String path, SelectionContext context) {
    for (Side side : sides) {
      side.calls().begin(path, context);
    }
  }

  private synchronized void beginAnew() {
    List<Side> warm = sides;
    sides = warm.stream().map(side -> newSide(side.name(), side.choice())).toList();
    sides.forEach(side -> meters.show(side.name(), side.balancer()));
    warm.forEach(Side::close);
    happenings.take();
  }

  private Side newSide(SideName name, PolicyChoice choice) {
    return new Side(name, choice, servers.values(), happenings.hear(name));
  }

  private static Side side(SideName name, List<Side> sides) {
    return sides.stream().filter(side -> side.name() == name).findFirst().orElseThrow();
  }

  private Twins enlist() {
    int index = servers.size();
    Map<SideName, FakeServer> pair = new EnumMap<>(SideName.class);
    fleets.forEach((side, fleet) -> pair.put(side, fleet.get(index)));
    Twins twins = new Twins("s" + (index + 1), pair);
    servers.put(twins.id(), twins);
    return twins;
  }

  private Twins server(String id) {
    Twins twins = servers.get(id);
    if (twins == null) {
      throw new IllegalArgumentException(
          "there is no server \"%s\"; there are %s"
              .formatted(Escaped.text(id), String.join(", ", servers.keySet())));
    }
    return twins;
  }
}
