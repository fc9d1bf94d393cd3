package io.lb4j.okhttp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import okhttp3.Connection;

/**
 * Knows whose a client's pooled connections are, and closes those of endpoints that leave: idle
 * ones at once, busy ones with their last request. Otherwise a server that restarts is back before
 * its dead connections are gone from the pool, and requests fail on them.
 *
 * <p>OkHttp has no call for that, but it tells each call which connection it gets and gives back,
 * and never uses a connection whose socket is closed. A call can get a connection in the instant in
 * which it is closed here; {@link #acquire} then says so, and since nothing was sent the request
 * can go elsewhere.
 *
 * <p>Endpoints with the same address share connections, so one is closed when the last of its
 * owners has left. Attempts that began before an endpoint left do not make it an owner again, those
 * that began later do: it is back, or serves because nobody else does.
 *
 * <p>Everything is guarded by this object's monitor, which is held for a look into a map per
 * request; sockets are closed without it. Connections are held weakly, and are forgotten with the
 * pool's.
 */
final class Connections {

  /** An endpoint, as a service knows it. */
  record Owner(Service service, String endpointId) {}

  /** How one connection is used. */
  private static final class Use {
    private final Set<Owner> owners = new HashSet<>(2);
    private int holders;
    private boolean closed;

    /** Tells, once, whether the connection is of no more use to anybody. */
    private boolean ends() {
      if (closed || holders > 0 || !owners.isEmpty()) {
        return false;
      }
      closed = true;
      return true;
    }
  }

  /**
   * More departures than this are forgotten, oldest first: attempts that began before them are over
   * by then, or leave an idle connection that the pool closes in the end.
   */
  private static final int MAX_DEPARTURES = 4096;

  private final Map<Connection, Use> uses = new WeakHashMap<>();
  private final Map<Owner, Long> departures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Owner, Long> eldest) {
          return size() > MAX_DEPARTURES;
        }
      };

  // Counts departures; written under the monitor, read by everyone.
  private volatile long era;

  /** The time, in departures, to be read before an endpoint is selected. */
  long era() {
    return era;
  }

  /**
   * Notes that an attempt has got a connection.
   *
   * @param connection what it got
   * @param owner the endpoint that the attempt is for
   * @param startEra when the attempt began
   * @return false if the connection was closed here before: nothing can be sent on it
   */
  synchronized boolean acquire(Connection connection, Owner owner, long startEra) {
    Use use = uses.computeIfAbsent(connection, key -> new Use());
    use.holders++;
    if (isServing(owner, startEra)) {
      use.owners.add(owner);
    }
    return !use.closed;
  }

  private boolean isServing(Owner owner, long startEra) {
    if (departures.isEmpty()) {
      return true;
    }
    Long left = departures.get(owner);
    if (left == null) {
      return true;
    }
    if (startEra < left) {
      return false;
    }
    departures.remove(owner);
    return true;
  }

  /** Notes that an attempt has given a connection back. */
  void release(Connection connection) {
    boolean ends;
    synchronized (this) {
      Use use = uses.get(connection);
      if (use == null) {
        return;
      }
      use.holders--;
      ends = use.ends();
    }
    if (ends) {
      close(connection);
    }
  }

  /** Closes what belongs to endpoints that have left; costs O(connections). */
  void depart(Service service, Collection<String> endpointIds) {
    List<Connection> idle = new ArrayList<>();
    synchronized (this) {
      era++;
      Set<Owner> leaving = new HashSet<>();
      for (String id : endpointIds) {
        Owner owner = new Owner(service, id);
        leaving.add(owner);
        // Removed first, so that the newest departures are the last.
        departures.remove(owner);
        departures.put(owner, era);
      }
      Iterator<Map.Entry<Connection, Use>> all = uses.entrySet().iterator();
      while (all.hasNext()) {
        Map.Entry<Connection, Use> entry = all.next();
        if (entry.getValue().owners.removeAll(leaving) && entry.getValue().ends()) {
          idle.add(entry.getKey());
        }
      }
    }
    idle.forEach(Connections::close);
  }

  /** How many connections are known: those in use, in the pool, and not yet collected. */
  synchronized int size() {
    return uses.size();
  }

  private static void close(Connection connection) {
    try {
      connection.socket().close();
    } catch (IOException e) {
      // Whatever it was, nobody uses it any more.
    }
  }
}
