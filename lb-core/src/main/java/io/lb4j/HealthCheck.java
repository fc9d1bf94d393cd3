package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckResult;
import io.lb4j.health.CheckResult.Kind;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.HealthProbe;
import io.lb4j.time.Durations;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One check of one endpoint: asks the liveness probe, then the readiness probe if there is one, and
 * keeps the first ending, which may also be that it took too long or that nobody wants to know any
 * more. Whatever comes later is ignored.
 */
final class HealthCheck<T> {

  /** Hears how a check goes on, from any thread. */
  interface Progress<T> {

    /** What the check has found; may come too late. */
    void answered(HealthCheck<T> check, CheckResult said);

    /** The endpoint is alive; the check has to be made to ask again, for readiness. */
    void alive(HealthCheck<T> check);

    /** A probe threw, which was answered as a failed check. */
    void threw(Throwable e);
  }

  /** How a check ended; without a result if it was called off. */
  record Ending(@Nullable CheckResult result, long tookNanos) {}

  private final EndpointState<T> state;
  private final Endpoint<T> endpoint;
  private final HealthChecks<? super T> checks;
  // How many ejections the endpoint had when the check was ordered; it knows of no later one.
  private final long ejections;
  private final InterruptibleCall call = new InterruptibleCall();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

  // Two for a moment, when one worker goes on to readiness before the other has come back.
  private final AtomicInteger threads = new AtomicInteger();

  // Written by the runner's workers, one after the other.
  private volatile long startedNanos;
  private volatile boolean started;
  private volatile @Nullable CompletionStage<CheckResult> pending;
  // Written by who completes the liveness probe's answer.
  private volatile boolean alive;

  HealthCheck(EndpointState<T> state, HealthChecks<? super T> checks) {
    this.state = state;
    this.endpoint = state.endpoint();
    this.checks = checks;
    this.ejections = state.standing().record().ejections();
  }

  EndpointState<T> state() {
    return state;
  }

  long ejections() {
    return ejections;
  }

  /** Null while it goes on. */
  @Nullable Ending ending() {
    return ending.get();
  }

  /** Whether it has a thread, ended or not: its probe has not returned. */
  boolean hasThread() {
    return threads.get() > 0;
  }

  void start(long nowNanos) {
    startedNanos = nowNanos;
    started = true;
    threads.incrementAndGet();
  }

  /** Goes on after {@link Progress#alive}. */
  void resume() {
    threads.incrementAndGet();
  }

  boolean hasStarted() {
    return started;
  }

  /** Asks the next probe, which may block. */
  void ask(Progress<T> progress) {
    HealthProbe<? super T> readiness = checks.readiness();
    boolean forReadiness = alive && readiness != null;
    HealthProbe<? super T> probe = alive && readiness != null ? readiness : checks.liveness();
    try {
      CompletionStage<CheckResult> stage = call.make(() -> probe.check(endpoint));
      if (stage == null) {
        progress.answered(this, found(CheckResult.failed("the probe returned null")));
        return;
      }
      pending = stage;
      stage.whenComplete(
          (said, error) -> {
            if (said == null || forReadiness || readiness == null || said.kind() == Kind.FAILED) {
              progress.answered(this, found(said == null ? mute(error) : said));
            } else {
              alive = true;
              progress.alive(this);
            }
          });
      if (ending.get() != null) {
        // Whoever has ended it meanwhile did not know of this stage.
        stage.toCompletableFuture().cancel(true);
      }
    } catch (Throwable e) {
      progress.answered(this, found(mute(e)));
      progress.threw(e);
    } finally {
      threads.decrementAndGet();
    }
  }

  private static CheckResult mute(@Nullable Throwable error) {
    if (error == null) {
      return CheckResult.failed("the probe answered null");
    }
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return CheckResult.failed(String.valueOf(cause == null ? error : cause));
  }

  /** Who is alive and fails the readiness probe is not ready. */
  private CheckResult found(CheckResult said) {
    return alive && said.kind() == Kind.FAILED ? CheckResult.notReady(said.reason()) : said;
  }

  // Endings: each returns whether it was the first.

  boolean end(CheckResult said, long nowNanos) {
    long tookNanos = Math.max(0, nowNanos - startedNanos);
    return tookNanos > timeoutNanos()
        ? timeOut()
        : ending.compareAndSet(null, new Ending(said, tookNanos));
  }

  boolean timeOut() {
    String silence = "no answer within " + Durations.text(checks.timing().timeout());
    return ending.compareAndSet(
        null, new Ending(found(CheckResult.failed(silence)), timeoutNanos()));
  }

  boolean callOff() {
    return ending.compareAndSet(null, new Ending(null, 0));
  }

  private long timeoutNanos() {
    return checks.timing().timeout().toNanos();
  }

  /** Tells the probe that nobody waits any more. Runs users' code. */
  void cancel() {
    call.interrupt();
    CompletionStage<CheckResult> stage = pending;
    if (stage != null) {
      stage.toCompletableFuture().cancel(true);
    }
  }
}
