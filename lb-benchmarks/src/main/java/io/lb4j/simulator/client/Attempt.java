package io.lb4j.simulator.client;

import io.lb4j.Lease;
import io.lb4j.request.Outcome;
import io.lb4j.simulator.server.Answer;
import io.lb4j.simulator.server.Distribution;
import io.lb4j.simulator.server.Job;
import io.lb4j.simulator.server.Server;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request to one server, and at the server the job. It is over for the client when the answer
 * is back or the time is up; only when the server is done with it as well may it be used again.
 */
final class Attempt extends Job {

  private enum Place {
    ON_THE_WAY_THERE,
    AT_THE_SERVER,
    ON_THE_WAY_BACK
  }

  private final Traffic traffic;

  // What one use sets.
  private @Nullable Part part;
  private int number;
  private long startedAtNanos;
  private @Nullable Lease<Server> lease;
  private Place place = Place.AT_THE_SERVER;
  private boolean away;
  private Outcome outcome = Outcome.success();

  private final Timeouts.Entry timeout = new Timeouts.Entry(this::timeOut);

  /** The next one that waits to be used. */
  @Nullable Attempt nextFree;

  Attempt(Traffic traffic) {
    this.traffic = traffic;
  }

  void send(Part part, int number, Lease<Server> lease, boolean away) {
    this.part = part;
    this.number = number;
    this.startedAtNanos = traffic.time.nanoTime();
    this.lease = lease;
    this.away = away;
    Server server = lease.target();
    traffic.observer.attemptSent(server, away);
    traffic.timeouts.add(timeout);
    if (!travels(Place.ON_THE_WAY_THERE)) {
      place = Place.AT_THE_SERVER;
      server.accept(this);
    }
  }

  @Override
  protected void travelled() {
    Lease<Server> open = lease;
    if (place == Place.ON_THE_WAY_BACK) {
      received();
    } else if (open != null) {
      place = Place.AT_THE_SERVER;
      open.target().accept(this);
    }
  }

  @Override
  protected void answered(Server server, Answer answer) {
    if (part == null) {
      // Nobody waits any more.
      traffic.giveBack(this);
      return;
    }
    outcome = outcomeOf(answer);
    Duration retryAfter = answer == Answer.REJECTED ? server.retryAfter() : null;
    if (retryAfter != null) {
      outcome = outcome.withRetryAfter(retryAfter);
    }
    if (traffic.rules.loadReports() && answer != Answer.REFUSED && answer != Answer.RESET) {
      outcome = outcome.withLoadReport(server.loadReport());
    }
    if (!travels(Place.ON_THE_WAY_BACK)) {
      received();
    }
  }

  /** Called when the time is up and the answer not yet there. */
  void timeOut() {
    giveUp(Outcome.timeout());
  }

  /** Called when another attempt has won. */
  void abandon() {
    giveUp(Outcome.ignored());
  }

  private void giveUp(Outcome result) {
    Part waiting = part;
    Lease<Server> open = lease;
    if (waiting == null || open == null) {
      return;
    }
    part = null;
    traffic.timeouts.remove(timeout);
    boolean onTheWay = place != Place.AT_THE_SERVER;
    if (traffic.rules.cancels() || place == Place.ON_THE_WAY_BACK) {
      if (onTheWay) {
        traffic.time.cancel(this);
      } else {
        open.target().abandon(this);
      }
      traffic.giveBack(this);
    }
    end(waiting, open, result);
  }

  private void received() {
    Part waiting = part;
    Lease<Server> open = lease;
    if (waiting == null || open == null) {
      return;
    }
    part = null;
    lease = null;
    traffic.timeouts.remove(timeout);
    Outcome result = outcome;
    traffic.giveBack(this);
    end(waiting, open, result);
  }

  private void end(Part waiting, Lease<Server> open, Outcome result) {
    open.report(result);
    open.close();
    traffic.observer.attemptEnded(open.target(), result.kind());
    waiting.attemptEnded(this, number, result, traffic.time.nanoTime() - startedAtNanos);
  }

  /** Sets out, or returns false if the network takes no time. */
  private boolean travels(Place way) {
    Distribution network = traffic.rules.network();
    Distribution between = away ? traffic.rules.between() : null;
    if (network == null && between == null) {
      return false;
    }
    place = way;
    traffic.time.scheduleIn(this, sample(network) + sample(between));
    return true;
  }

  private long sample(@Nullable Distribution time) {
    return time == null ? 0 : (long) time.sample(traffic.networkRandom);
  }

  private static Outcome outcomeOf(Answer answer) {
    return switch (answer) {
      case DONE -> Outcome.success();
      case ERROR -> Outcome.failure();
      case RESET -> Outcome.brokenConnection();
      case REJECTED -> Outcome.rejected();
      case REFUSED -> Outcome.connectFailure();
    };
  }
}
