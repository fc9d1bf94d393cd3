package io.lb4j.okhttp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
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
 * owners has left. Attempts that began before an endpoint left may get their connection later; it
 * has no owner then, and ends with them.
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
   * More endpoints than this are not remembered to be gone, the first to go being forgotten first:
   * attempts on them are over by then, or leave an idle connection that the pool closes in the end.
   */
  private static final int MAX_GONE = 4096;

  private final Map<Connection, Use> uses = new WeakHashMap<>();
  private final Set<Owner> gone = new LinkedHashSet<>();

  /**
   * Notes that an attempt has got a connection.
   *
   * @param connection what it got
   * @param owner the endpoint that the attempt is for
   * @return false if the connection was closed here before: nothing can be sent on it
   */
  boolean acquire(Connection connection, Owner owner) {
    boolean closed;
    synchronized (this) {
      Use use = uses.computeIfAbsent(connection, key -> new Use());
      use.holders++;
      if (gone.isEmpty() || !gone.contains(owner)) {
        use.owners.add(owner);
      }
      closed = use.closed;
    }
    if (closed) {
      // Who decided that may not have come to it yet, and then the request would be sent.
      close(connection);
    }
    return !closed;
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

  /** Lets endpoints keep no connection until they are back. */
  synchronized void gone(Service service, Collection<String> endpointIds) {
    for (String id : endpointIds) {
      Owner owner = new Owner(service, id);
      gone.remove(owner);
      gone.add(owner);
    }
    Iterator<Owner> eldest = gone.iterator();
    for (int surplus = gone.size() - MAX_GONE; surplus > 0; surplus--) {
      eldest.next();
      eldest.remove();
    }
  }

  /** Lets endpoints keep connections again. */
  synchronized void back(Service service, Collection<String> endpointIds) {
    if (!gone.isEmpty()) {
      endpointIds.forEach(id -> gone.remove(new Owner(service, id)));
    }
  }

  /** Takes the connections that endpoints have away from them; costs O(connections). */
  void disown(Service service, Collection<String> endpointIds) {
    Set<Owner> leaving = new HashSet<>();
    endpointIds.forEach(id -> leaving.add(new Owner(service, id)));
    List<Connection> idle = new ArrayList<>();
    synchronized (this) {
      for (Map.Entry<Connection, Use> entry : uses.entrySet()) {
        Use use = entry.getValue();
        if (use.owners.removeIf(leaving::contains) && use.ends()) {
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
