package io.lb4j;

import io.lb4j.affinity.SessionAffinity;
import io.lb4j.affinity.Sessions;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Selects for requests that belong to sessions. Whether a session stays where it is, goes elsewhere
 * for one request or moves is decided here, by the table that the selection has read: a store may
 * know ids of endpoints that are gone.
 */
final class StickySessions<T> {

  private final DefaultBalancer<T> balancer;
  private final Sessions sessions;
  private final boolean strict;

  StickySessions(DefaultBalancer<T> balancer, SessionAffinity affinity, ControlLoop<T> control) {
    this.balancer = balancer;
    this.sessions =
        affinity.open(
            control.tickClock()::nanos,
            balancer.timeAndChance().scheduler(),
            control.ledger()::callbackFailed);
    this.strict = affinity.isStrict();
  }

  Sessions sessions() {
    return sessions;
  }

  boolean isStrict() {
    return strict;
  }

  SlotLease<T> select(PickTable<T> table, SelectionContext context, String key) {
    String id = sessions.endpointOf(key);
    EndpointState<T> pinned = id == null ? null : table.members().get(id);
    if (pinned != null && (strict || !pinned.isHeldBack())) {
      SlotLease<T> lease = table.leaseKept(pinned, context);
      if (lease != null) {
        return lease;
      }
    }
    // Of all endpoints: one outside the subset that the request asks for is not gone.
    PickTable<T> all = id == null || pinned != null ? table : balancer.table();
    EndpointState<T> known = id == null ? null : all.members().get(id);
    if (id != null && strict && !table.closed()) {
      throw balancer.refused(table, Refusals.ofSession(balancer.name(), table, known, context));
    }
    SlotLease<T> lease = balancer.selectAnew(table, context);
    boolean stays = known != null && all.keeps(known);
    return stays ? lease : settle(table, context, key, id, lease);
  }

  /** Pins the session to where a request of it goes, unless another request was faster. */
  private SlotLease<T> settle(
      PickTable<T> table,
      SelectionContext context,
      String key,
      @Nullable String fromId,
      SlotLease<T> lease) {
    String id = lease.endpoint().id();
    EndpointState<T> chosen = table.members().get(id);
    if (chosen == null || !table.keeps(chosen)) {
      // To test it, at the end of its ejection; the next request would leave it again.
      return lease;
    }
    if (fromId != null && sessions.move(key, fromId, id)) {
      return lease;
    }
    EndpointState<T> faster = table.members().get(sessions.pin(key, id));
    if (faster == null || faster == chosen) {
      return lease;
    }
    SlotLease<T> together = table.leaseKept(faster, context);
    if (together == null) {
      return lease;
    }
    lease.report(Outcome.ignored());
    lease.close();
    return together;
  }

  /**
   * Lets the session follow a further attempt, if that succeeds. Not a hedge: the endpoint that has
   * the session is late, and no more than that is known of it.
   */
  Lease<T> follow(PickTable<T> table, SelectionContext context, Lease<T> lease) {
    String key = context.key();
    boolean isHedge = context.attempt() == AttemptKind.HEDGE;
    if (strict || isHedge || key == null || context.allowsAll()) {
      return lease;
    }
    String id = sessions.endpointOf(key);
    EndpointState<T> pinned = id == null ? null : table.members().get(id);
    return id != null && pinned != null && context.avoids(pinned.endpoint())
        ? new FollowedLease<>(lease, () -> sessions.move(key, id, lease.endpoint().id()))
        : lease;
  }

  /** A lease whose first report, if it is a success, has a consequence. */
  private static final class FollowedLease<T> implements Lease<T> {

    private final Lease<T> lease;
    private final Runnable onSuccess;
    private final AtomicBoolean reported = new AtomicBoolean();

    FollowedLease(Lease<T> lease, Runnable onSuccess) {
      this.lease = lease;
      this.onSuccess = onSuccess;
    }

    @Override
    public Endpoint<T> endpoint() {
      return lease.endpoint();
    }

    @Override
    public void report(Outcome outcome) {
      lease.report(outcome);
      if (reported.compareAndSet(false, true) && outcome.isSuccess()) {
        onSuccess.run();
      }
    }

    @Override
    public void close() {
      lease.close();
    }

    @Override
    public String toString() {
      return lease.toString();
    }
  }
}
