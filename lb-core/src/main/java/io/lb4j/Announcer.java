package io.lb4j;

import io.lb4j.health.PanicPolicy;
import io.lb4j.jfr.BalancerEvents;
import io.lb4j.snapshot.CapacityChange;
import io.lb4j.snapshot.MembershipChange;
import io.lb4j.snapshot.PanicChange;
import io.lb4j.snapshot.ShareDeviation;
import io.lb4j.snapshot.SkewChange;
import io.lb4j.snapshot.SourceChange;
import io.lb4j.snapshot.StateChange;
import io.lb4j.time.Durations;
import io.lb4j.zone.CapacityAdvice;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log, and all listeners, what changed: one line each, never per request. */
final class Announcer {

  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);
  private static final int IDS_SHOWN = 10;

  private record Hearer(BalancerListener listener, Mailbox mailbox) {}

  private final Settings settings;
  private final @Nullable BalancerEvents events = BalancerEvents.ifAvailable();
  // Apart, so that a listener that blocks silences neither the log nor another listener.
  private final Mailbox log;
  private final List<Hearer> hearers = new CopyOnWriteArrayList<>();

  Announcer(Settings settings) {
    this.settings = settings;
    this.log = new Mailbox("lb4j " + settings.name() + ": the log", settings.scheduler());
    add(settings.listener());
  }

  void add(BalancerListener listener) {
    hearers.add(
        new Hearer(
            listener,
            new Mailbox("lb4j " + settings.name() + ": a listener", settings.scheduler())));
  }

  void remove(BalancerListener listener) {
    hearers.removeIf(hearer -> hearer.listener() == listener);
  }

  private void tell(Consumer<BalancerListener> event) {
    for (Hearer hearer : hearers) {
      hearer.mailbox().post(() -> event.accept(hearer.listener()));
    }
  }

  void announce(DrainResult result) {
    tell(listener -> listener.drainEnded(settings.name(), result));
  }

  void announceClose() {
    tell(listener -> listener.closed(settings.name()));
  }

  void announce(StateChange change) {
    if (events != null) {
      events.stateChanged(change);
    }
    log.post(
        () ->
            LOG.info(
                "lb4j {}: {} {} -> {}: {}",
                change.balancer(),
                change.endpointId(),
                change.from(),
                change.to(),
                change.reason()));
    tell(listener -> listener.stateChanged(change));
  }

  void announce(MembershipChange change) {
    if (events != null) {
      events.membershipChanged(change);
    }
    log.post(
        () ->
            LOG.info(
                "lb4j {}: {} endpoints; added {}, removed {}",
                change.balancer(),
                change.size(),
                shortened(change.added()),
                shortened(change.removed())));
    tell(listener -> listener.membershipChanged(change));
  }

  /**
   * @param amongSeveral whether there are other priorities, so that it needs to be said which
   */
  void announce(PanicChange change, boolean amongSeveral) {
    String endpoints = amongSeveral ? "endpoints of priority " + change.priority() : "endpoints";
    log.post(
        () -> {
          if (change.panicking()) {
            LOG.warn(
                "lb4j {}: only {} of {} {} can serve; panic begins, {}",
                change.balancer(),
                change.usable(),
                change.available(),
                endpoints,
                change.action() == PanicPolicy.Action.FAIL_OPEN
                    ? "those that are out serve again"
                    : "selections fail");
          } else {
            LOG.info(
                "lb4j {}: {} of {} {} can serve; panic is over",
                change.balancer(),
                change.usable(),
                change.available(),
                endpoints);
          }
        });
    tell(listener -> listener.panicChanged(change));
  }

  void announce(SkewChange change) {
    log.post(
        () -> {
          if (change.skewed()) {
            LOG.info(
                "lb4j {}: traffic is skewed; {}",
                change.balancer(),
                change.deviations().stream()
                    .map(ShareDeviation::toString)
                    .collect(Collectors.joining("; ")));
          } else {
            LOG.info("lb4j {}: traffic is no longer skewed", change.balancer());
          }
        });
    tell(listener -> listener.skewChanged(change));
  }

  void announce(SourceChange change) {
    log.post(
        () -> {
          if (change.stale()) {
            LOG.warn(
                "lb4j {}: the endpoints from {} are stale, {} old: {}",
                change.balancer(),
                change.source(),
                Durations.textInMillis(change.age().toNanos()),
                change.reason() == null ? "it says nothing" : change.reason());
          } else {
            LOG.info(
                "lb4j {}: the endpoints from {} are fresh again",
                change.balancer(),
                change.source());
          }
        });
    tell(listener -> listener.sourceChanged(change));
  }

  void warnOfSourceFailure(String source, String reason) {
    log.post(
        () ->
            LOG.warn(
                "lb4j {}: {} failed; its last good set, if any, stays: {}",
                settings.name(),
                source,
                reason));
  }

  void warnOfLateSource(String source, Duration waited) {
    log.post(
        () ->
            LOG.warn(
                "lb4j {}: built before {} brought endpoints, after waiting for {}",
                settings.name(),
                source,
                Durations.text(waited)));
  }

  void announce(CapacityChange change) {
    CapacityAdvice advice = change.advice();
    log.post(
        () ->
            LOG.info(
                "lb4j {}: {} requests in flight on average take {} endpoints; {} can serve, which"
                    + " {}",
                change.balancer(),
                Math.round(advice.inFlight()),
                advice.required(),
                advice.usable(),
                advice.isShort() ? "are too few" : "are enough"));
    tell(listener -> listener.capacityChanged(change));
  }

  void warnOfEmptyUpdate(String balancer, int size) {
    log.post(
        () ->
            LOG.warn(
                "lb4j {}: an update without endpoints was ignored; the last {} stay (clear()"
                    + " empties a balancer)",
                balancer,
                size));
  }

  void warnOfWeightlessness(String balancer, int size) {
    log.post(
        () ->
            LOG.warn(
                "lb4j {}: all {} endpoints have weight 0 and are treated alike", balancer, size));
  }

  void warnOfLateChecks(String balancer, int size, int maxConcurrent) {
    log.post(
        () ->
            LOG.warn(
                "lb4j {}: health checks are late: {} at once are not enough for {} endpoints, or"
                    + " probes block their threads for ever; raise maxConcurrent or the interval,"
                    + " or give the probe a time-out of its own",
                balancer,
                maxConcurrent,
                size));
  }

  private static String shortened(List<String> ids) {
    return ids.size() <= IDS_SHOWN
        ? ids.toString()
        : ids.subList(0, IDS_SHOWN) + " and " + (ids.size() - IDS_SHOWN) + " more";
  }
}
