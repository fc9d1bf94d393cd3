package io.lb4j.retry;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.NextStep.Await;
import io.lb4j.retry.NextStep.Retry;
import io.lb4j.retry.NextStep.Stop;
import io.lb4j.retry.NextStep.StopReason;
import io.lb4j.time.RandomSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done in one call, given how its attempts have gone so far: stop, try again after a
 * while and avoiding whom, or hedge. Makes no calls, reads no clock and waits for nothing; whoever
 * makes the attempts tells it of them and does what it says. {@code Invoker} and the adapters are
 * built on it, and so may be another client's adapter:
 *
 * <ol>
 *   <li>select with {@link #context()}, call {@link #started}, make the attempt;
 *   <li>tell {@link #ended}; on {@link Retry} wait, select again, ask {@link #maySpend()}, go on
 *       with 1; if no endpoint is left that was not tried, ask {@link #allTried};
 *   <li>on {@link Stop} give the caller the end of this attempt, or of the one before if that says
 *       more.
 * </ol>
 *
 * <p>Times are readings of the balancer's ticker. Not thread-safe: whoever makes attempts at the
 * same time tells the plan of them one after the other.
 */
public final class AttemptPlan {

  /** No limit, or no hedge. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final double JITTER = 0.1;

  /** How long a call itself waits, at most, for an endpoint that asked to be left alone. */
  private static final Duration MAX_PATIENCE = Duration.ofSeconds(1);

  private final AttemptPolicy policy;
  private final boolean idempotent;
  private final RetryBudget budget;
  private final RandomSource random;
  private final RetrySequence retries;
  private final long startNanos;
  private final long deadlineNanos;

  /** What the caller's own time-out leaves; it cuts attempts short by itself. */
  private long callerLimitNanos = NEVER;

  private SelectionContext context;

  /** The request's, and whom this call does not ask again in any case. */
  private SelectionContext base;

  /** The longest short rest that a tried endpoint has asked for. */
  private long restNanos;

  private @Nullable Endpoint<?> lastTried;
  private @Nullable Endpoint<?> triedBefore;

  /** Tried, but not yet avoided by the context: most calls never ask for another one. */
  private @Nullable Endpoint<?> toAvoid;

  /** Whether avoidance was dropped since an attempt began, for all but the last tried. */
  private boolean relaxed;

  private int started;
  private int running;
  private boolean hedged;
  private boolean stopped;

  /** What the first retry was spared since it goes elsewhere, owed if there is nobody else. */
  private long sparedNanos;

  private @Nullable EndedAttempt last;

  /**
   * Begins a call, and pays for it into the budget.
   *
   * @param policy the rules
   * @param budget the balancer's
   * @param random for jitter
   * @param request what the request asks of the selection
   * @param idempotent whether the request may be processed twice without harm
   * @param startNanos now
   */
  public AttemptPlan(
      AttemptPolicy policy,
      RetryBudget budget,
      RandomSource random,
      SelectionContext request,
      boolean idempotent,
      long startNanos) {
    this.policy = policy;
    this.idempotent = idempotent;
    this.budget = budget;
    this.random = random;
    this.retries = policy.retries().begin(random);
    this.context = request;
    this.base = request;
    this.startNanos = startNanos;
    this.deadlineNanos = nanosOf(policy.deadline());
    budget.recordRequest();
  }

  private static long nanosOf(@Nullable Duration duration) {
    return duration == null ? NEVER : duration.toNanos();
  }

  /**
   * Returns what the next selection is to be made with.
   *
   * @return the request's context, avoiding what was tried
   */
  public SelectionContext context() {
    AttemptKind kind =
        started == 0 ? AttemptKind.FIRST : running > 0 ? AttemptKind.HEDGE : AttemptKind.RETRY;
    return avoidingTried().asAttempt(kind);
  }

  private SelectionContext avoidingTried() {
    Endpoint<?> tried = toAvoid;
    if (tried != null) {
      toAvoid = null;
      context = context.avoiding(tried);
    }
    return context;
  }

  /**
   * Notes that an attempt begins.
   *
   * @param endpoint where
   * @return the attempt's number, from 1
   */
  public int started(Endpoint<?> endpoint) {
    avoidingTried();
    toAvoid = endpoint;
    triedBefore = lastTried;
    lastTried = endpoint;
    relaxed = false;
    running++;
    return ++started;
  }

  /**
   * Returns how many attempts have begun.
   *
   * @return 0 before the first
   */
  public int attempts() {
    return started;
  }

  /**
   * Notes that the caller has a time-out of its own, after which no retry is of use. Unlike the
   * policy's deadline it limits no attempt, because the caller sees to that.
   *
   * @param limitNanos from the beginning of the call
   */
  public void callerGivesUpAfter(long limitNanos) {
    callerLimitNanos = limitNanos;
  }

  /**
   * Returns how much of the call's time is left.
   *
   * @param nowNanos now
   * @return nanoseconds until the deadline, 0 after it, or {@link #NEVER} if there is none
   */
  public long remainingNanos(long nowNanos) {
    return deadlineNanos == NEVER ? NEVER : Math.max(0, deadlineNanos - (nowNanos - startNanos));
  }

  /**
   * Returns how long an attempt that begins now may take.
   *
   * @param nowNanos now
   * @return nanoseconds, or {@link #NEVER} if nothing limits it
   */
  public long attemptLimitNanos(long nowNanos) {
    return Math.min(nanosOf(policy.attemptLimit()), remainingNanos(nowNanos));
  }

  /**
   * Decides what follows an attempt.
   *
   * @param attempt how it ended
   * @param nowNanos now
   * @return what to do; {@link Stop} once the call is decided
   */
  public NextStep ended(EndedAttempt attempt, long nowNanos) {
    running--;
    if (stopped) {
      return new Stop(StopReason.NOT_REPEATABLE);
    }
    last = attempt;
    noteRest(attempt);
    return decide(attempt, nowNanos);
  }

  /** Remembers how long an endpoint asks to be left alone, in case all are tried again. */
  private void noteRest(EndedAttempt attempt) {
    Duration rest = attempt.outcome().retryAfter();
    if (rest == null) {
      return;
    }
    Endpoint<?> endpoint = attempt.number() == started ? lastTried : triedBefore;
    if (rest.compareTo(MAX_PATIENCE) > 0 && endpoint != null) {
      base = base.avoiding(endpoint);
    } else {
      restNanos = Math.max(restNanos, rest.toNanos());
    }
  }

  private NextStep decide(EndedAttempt attempt, long nowNanos) {
    Outcome outcome = attempt.outcome();
    if (!policy.permits(attempt.retryClass(), idempotent)) {
      return stop(outcome.isSuccess() ? StopReason.SUCCEEDED : StopReason.NOT_REPEATABLE);
    }
    if (running > 0 && !outcome.isSuccess()) {
      return Await.OTHERS;
    }
    long delayNanos = retries.delayNanosAfter(attempt);
    if (delayNanos < 0) {
      return stop(outcome.isSuccess() ? StopReason.SUCCEEDED : StopReason.ENOUGH_ATTEMPTS);
    }
    if (!budget.mayRetry()) {
      return stop(StopReason.BUDGET);
    }
    boolean spared = attempt.retryClass() == RetryClass.UNSENT && started == 1;
    sparedNanos = spared ? delayNanos : 0;
    return retry(spared ? 0 : delayNanos, nowNanos);
  }

  /**
   * Decides what to do when a selection for a retry has found nobody who was not tried already.
   *
   * @param nowNanos now
   * @return after which wait those who were tried may be tried again: first all but the last, and
   *     that one if the others cannot serve either
   */
  public NextStep allTried(long nowNanos) {
    boolean isLastAlone = started == 1 && lastTried != null && base.avoids(lastTried);
    if (avoidingTried() == base || isLastAlone) {
      return stop(StopReason.NO_ENDPOINT);
    }
    if (relaxed) {
      context = base;
      return retry(0, nowNanos);
    }
    relaxed = true;
    context = started > 1 && lastTried != null ? base.avoiding(lastTried) : base;
    return restNanos == 0
        ? retry(sparedNanos, nowNanos)
        : retry((long) (restNanos * (1 + JITTER * random.nextDouble())), nowNanos);
  }

  /**
   * Takes a further attempt out of the budget. Ask when its endpoint is found, so that nothing is
   * spent in vain.
   *
   * @return false if there is nothing left: the attempt must not be made, and unless another is
   *     running the call ends as it is
   */
  public boolean maySpend() {
    boolean spent = running > 0 ? budget.tryHedge() : budget.tryRetry();
    if (!spent && running == 0) {
      stop(StopReason.BUDGET);
    }
    return spent;
  }

  /**
   * Returns when the attempt that has just begun should be hedged.
   *
   * @param delay what the service's answers say, or null if calls are not hedged
   * @param nowNanos now
   * @return nanoseconds from now, or {@link #NEVER}
   */
  public long hedgeDelayNanos(@Nullable HedgeDelay delay, long nowNanos) {
    if (delay == null || hedged || !idempotent) {
      return NEVER;
    }
    long delayNanos = delay.nanos();
    return delayNanos < attemptLimitNanos(nowNanos) ? delayNanos : NEVER;
  }

  /**
   * Tells whether a hedge that is due is still wanted; one per call. Ask before selecting, and
   * {@link #maySpend()} after.
   *
   * @return true the first time, if the call is not decided and an attempt is running
   */
  public boolean mayHedge() {
    if (hedged || stopped || running == 0 || !budget.mayRetry()) {
      return false;
    }
    hedged = true;
    return true;
  }

  /** Notes that the call goes no further: nobody waits any more, or no endpoint can be had. */
  public void abandon() {
    if (!stopped) {
      stopped = true;
      if (last != null) {
        retries.ended(last);
      }
    }
  }

  private NextStep retry(long delayNanos, long nowNanos) {
    long callerNanos =
        callerLimitNanos == NEVER ? NEVER : callerLimitNanos - (nowNanos - startNanos);
    return delayNanos < Math.min(callerNanos, remainingNanos(nowNanos))
        ? new Retry(delayNanos)
        : stop(StopReason.DEADLINE);
  }

  private NextStep stop(StopReason reason) {
    abandon();
    return new Stop(reason);
  }
}
