package io.lb4j.jfr;

import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.snapshot.StateChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to Flight Recorder: for balancers, not for users. The one class that others may
 * touch where the module {@code jdk.jfr} is missing.
 *
 * <p>Stateless and thread-safe. Each call costs some nanoseconds while nothing is recorded.
 */
public final class BalancerEvents {

  private static final int IDS_SHOWN = 10;
  private static final @Nullable BalancerEvents AVAILABLE = find();

  /** Something that takes time. */
  @FunctionalInterface
  public interface Work {

    /**
     * Notes that it is done.
     *
     * @param balancer whose
     * @param what in a word or two
     * @param endpoints how many the balancer has
     */
    void end(String balancer, String what, int endpoints);
  }

  private BalancerEvents() {}

  /**
   * Returns the way to Flight Recorder.
   *
   * @return null if this Java has none
   */
  public static @Nullable BalancerEvents ifAvailable() {
    return AVAILABLE;
  }

  private static @Nullable BalancerEvents find() {
    try {
      Class.forName("jdk.jfr.Event");
      return new BalancerEvents();
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  /**
   * Endpoints joined or left.
   *
   * @param change what changed
   */
  public void membershipChanged(MembershipChange change) {
    MembershipChangeEvent event = new MembershipChangeEvent();
    if (event.shouldCommit()) {
      event.balancer = change.balancer();
      event.added = shortened(change.added());
      event.addedCount = change.added().size();
      event.removed = shortened(change.removed());
      event.removedCount = change.removed().size();
      event.endpoints = change.size();
      event.commit();
    }
  }

  /**
   * An endpoint's state changed.
   *
   * @param change what changed
   */
  public void stateChanged(StateChange change) {
    EndpointStateChangeEvent event = new EndpointStateChangeEvent();
    if (event.shouldCommit()) {
      event.balancer = change.balancer();
      event.endpoint = change.endpointId();
      event.from = change.from().name();
      event.to = change.to().name();
      event.reason = change.reason();
      event.commit();
    }
  }

  /**
   * A selection found no endpoint.
   *
   * @param balancer whose
   * @param reason why
   */
  public void noEndpointAvailable(String balancer, Enum<?> reason) {
    NoEndpointAvailableEvent event = new NoEndpointAvailableEvent();
    if (event.shouldCommit()) {
      event.balancer = balancer;
      event.reason = reason.name();
      event.commit();
    }
  }

  /**
   * Begins to measure work of the control loop.
   *
   * @return to be told of its end, or null if nobody wants to know
   */
  public @Nullable Work beginControlWork() {
    SlowControlLoopEvent event = new SlowControlLoopEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return (balancer, what, endpoints) -> {
      event.end();
      if (event.shouldCommit()) {
        event.balancer = balancer;
        event.work = what;
        event.endpoints = endpoints;
        event.commit();
      }
    };
  }

  /**
   * Tells whether a recording wants single selections.
   *
   * @return mostly false
   */
  public boolean wantsSelections() {
    return new SelectionEvent().isEnabled();
  }

  /**
   * A lease was reported.
   *
   * @param balancer whose
   * @param endpoint the endpoint's id
   * @param attempt why it was made
   * @param outcome how it went
   * @param latencyNanos from the selection to the report
   */
  public void reported(
      String balancer, String endpoint, AttemptKind attempt, Outcome outcome, long latencyNanos) {
    SelectionEvent event = new SelectionEvent();
    if (event.shouldCommit()) {
      event.balancer = balancer;
      event.endpoint = endpoint;
      event.attempt = attempt.name();
      event.outcome = outcome.kind().name();
      event.latencyNanos = latencyNanos;
      event.commit();
    }
  }

  private static String shortened(List<String> ids) {
    return String.join(", ", ids.subList(0, Math.min(IDS_SHOWN, ids.size())));
  }
}
