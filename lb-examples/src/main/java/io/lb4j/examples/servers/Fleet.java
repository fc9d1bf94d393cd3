package io.lb4j.examples.servers;

import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ten servers on neighbouring ports, of which some run from the start. */
public final class Fleet implements AutoCloseable {

  /** How many servers there are, running or not. */
  public static final int SIZE = 10;

  private static final int FIRST_PORT = 9001;

  /** Above are the ports that the system lends to clients; one might get a killed server's. */
  private static final int LAST_PORT = 32_000;

  private final List<FakeServer> servers;

  private Fleet(List<FakeServer> servers) {
    this.servers = servers;
  }

  /** Starts servers that serve any number of requests at once. */
  public static Fleet start(int running, Duration serviceTime) throws IOException {
    return start(running, serviceTime, Integer.MAX_VALUE);
  }

  /**
   * Takes the first block of ports that is entirely free. So fleets on one machine never share a
   * block, and no other fleet takes the port of a server while it is down.
   *
   * @param running how many servers are started; the others can be, later
   * @param workers how many requests each serves at once
   */
  public static Fleet start(int running, Duration serviceTime, int workers) throws IOException {
    for (int port = FIRST_PORT; port + SIZE <= LAST_PORT; port += SIZE) {
      List<FakeServer> servers = new ArrayList<>();
      try {
        for (int i = 0; i < SIZE; i++) {
          servers.add(new FakeServer(port + i, serviceTime, workers));
          servers.get(i).start();
        }
        servers.subList(running, SIZE).forEach(FakeServer::close);
        return new Fleet(servers);
      } catch (BindException e) {
        servers.forEach(FakeServer::close);
      }
    }
    throw new BindException(
        "no %d free ports in a row from %d to %d".formatted(SIZE, FIRST_PORT, LAST_PORT));
  }

  /** A server by its place, from 0 to 9. */
  public FakeServer get(int index) {
    return servers.get(index);
  }

  /** The first servers. */
  public List<FakeServer> first(int count) {
    return List.copyOf(servers.subList(0, count));
  }

  @Override
  public void close() {
    servers.forEach(FakeServer::close);
  }
}
