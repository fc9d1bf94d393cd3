package io.lb4j.invoke;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.HedgeDelay;
import io.lb4j.time.Durations;
import io.lb4j.time.TimeAndChance;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls with any client in one line: selects an endpoint, calls, reports how it went on every
 * path, and tries again elsewhere when that is safe and the balancer's retry budget allows it.
 *
 * <p>Safe means: nothing was sent, as when connecting failed, or the caller has said that its calls
 * are {@linkplain #idempotent() idempotent}. Results that the judge calls failures are retried like
 * exceptions; when there is nothing left to try, the last result or exception is the caller's. How
 * often, how long and whether to hedge is in the {@link AttemptPolicy}; where every endpoint has
 * been tried, those that may still serve are tried again.
 *
 * <p>Immutable and thread-safe; keep one per kind of call rather than making one for each. {@link
 * #call} runs attempts and the waits between them in the caller's thread, and an interrupt ends the
 * waits. It cannot cut an attempt short, and does not hedge: give the client the {@linkplain
 * Attempt#limit() limit} as its time-out. {@link #callAsync} can do both, by cancelling what the
 * call returned. Who waits for its future gives up by {@code cancel} or {@code orTimeout}. What an
 * attempt returns that is followed by another, or has lost to it, is dropped and not closed. Not
 * for streams that outlive the call: hold a {@link Lease} for those.
 *
 * @param <T> what a call needs to reach an endpoint
 */
public final class Invoker<T> {

  /**
   * One attempt on one endpoint.
   *
   * @param <T> what the call needs to reach the endpoint
   * @param <R> the result
   * @param <E> what the call throws
   */
  @FunctionalInterface
  public interface Call<T, R extends @Nullable Object, E extends Exception> {

    /**
     * Calls the endpoint.
     *
     * @param target the endpoint's target
     * @return the result
     * @throws E if the call fails
     */
    R on(T target) throws E;
  }

  /**
   * One attempt on one endpoint that wants to know more than the target.
   *
   * @param <T> what the call needs to reach the endpoint
   * @param <R> the result
   * @param <E> what the call throws
   */
  @FunctionalInterface
  public interface AttemptCall<T, R extends @Nullable Object, E extends Exception> {

    /**
     * Calls the endpoint.
     *
     * @param target the endpoint's target
     * @param attempt which attempt this is, and how long it may take
     * @return the result
     * @throws E if the call fails
     */
    R on(T target, Attempt attempt) throws E;
  }

  private final Balancer<? extends T> balancer;
  private final boolean idempotent;
  private final AttemptPolicy policy;
  private final @Nullable HedgeDelay hedgeDelay;
  private final @Nullable WaitingLine<T> line;

  private Invoker(
      Balancer<? extends T> balancer,
      boolean idempotent,
      AttemptPolicy policy,
      @Nullable HedgeDelay hedgeDelay,
      @Nullable WaitingLine<T> line) {
    this.balancer = balancer;
    this.idempotent = idempotent;
    this.policy = policy;
    this.hedgeDelay = hedgeDelay;
    this.line = line;
  }

  /**
   * Makes an invoker that retries only what was provably not sent.
   *
   * @param balancer chooses the endpoints
   * @param <T> what a call needs to reach an endpoint
   * @return a new invoker
   */
  public static <T> Invoker<T> of(Balancer<? extends T> balancer) {
    Objects.requireNonNull(balancer, "balancer");
    return new Invoker<>(balancer, false, AttemptPolicy.defaults(), null, null);
  }

  /**
   * Makes an invoker for calls that may run twice without harm: failures, time-outs and rejections
   * are retried too, and hedged if the policy says so.
   *
   * @return a changed copy
   */
  public Invoker<T> idempotent() {
    return new Invoker<>(balancer, true, policy, hedgeDelay, line);
  }

  /**
   * Sets the rules of further attempts.
   *
   * @param policy the rules; {@link AttemptPolicy#defaults()} unless set
   * @return a changed copy, which learns its own delay before hedges
   */
  public Invoker<T> withPolicy(AttemptPolicy policy) {
    HedgeDelay delay = policy.hedging() == null ? null : new HedgeDelay(policy.hedging());
    return new Invoker<>(balancer, idempotent, policy, delay, line);
  }

  /**
   * Lets calls wait while all endpoints are at their concurrency limits, in the order in which they
   * came, instead of failing at once. Only first attempts wait. Calls that find the line full try
   * once, without waiting. They fail if there is no room, and so do those whose time is over, with
   * {@link NoEndpointAvailableException.Reason#SATURATED}.
   *
   * <p>A short line takes up bursts; a long one only adds its length to every latency. Room that
   * calls outside this invoker make is noticed within some milliseconds.
   *
   * @param capacity how many calls wait at most; 1 to 1 000 000
   * @param maxWait how long each waits at most; positive
   * @return a changed copy with a line of its own, which copies made from it share
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Invoker<T> queueing(int capacity, Duration maxWait) {
    if (capacity < 1 || capacity > 1_000_000) {
      throw new IllegalArgumentException("capacity is " + capacity + "; it must be 1 to 1000000");
    }
    Durations.requirePositive("maxWait", maxWait);
    return new Invoker<>(
        balancer, idempotent, policy, hedgeDelay, new WaitingLine<>(balancer, capacity, maxWait));
  }

  /**
   * Makes a call; any result is a success of the endpoint.
   *
   * @param context what the request asks for
   * @param call one attempt
   * @param <R> the result
   * @param <E> what the call throws
   * @return the result of the last attempt
   * @throws E what the last attempt threw
   * @throws NoEndpointAvailableException if no endpoint can take the request
   */
  public <R extends @Nullable Object, E extends Exception> R call(
      SelectionContext context, Call<? super T, ? extends R, E> call) throws E {
    return call(context, call, result -> Outcome.success());
  }

  /**
   * Makes a call whose result shows how it went.
   *
   * @param context what the request asks for
   * @param call one attempt
   * @param judge says how an attempt went by its result; if it throws, the attempt is ignored and
   *     the exception is the caller's
   * @param <R> the result
   * @param <E> what the call throws
   * @return the result of the last attempt
   * @throws E what the last attempt threw
   * @throws NoEndpointAvailableException if no endpoint can take the request
   */
  public <R extends @Nullable Object, E extends Exception> R call(
      SelectionContext context,
      Call<? super T, ? extends R, E> call,
      Function<? super R, Outcome> judge)
      throws E {
    return this.<R, E>call(context, (target, attempt) -> call.on(target), judge);
  }

  /**
   * Makes a call whose attempts want to know which they are and how long they may take.
   *
   * @param context what the request asks for
   * @param call one attempt
   * @param judge says how an attempt went by its result; if it throws, the attempt is ignored and
   *     the exception is the caller's
   * @param <R> the result
   * @param <E> what the call throws
   * @return the result of the last attempt
   * @throws E what the last attempt threw
   * @throws NoEndpointAvailableException if no endpoint can take the request
   */
  public <R extends @Nullable Object, E extends Exception> R call(
      SelectionContext context,
      AttemptCall<? super T, ? extends R, E> call,
      Function<? super R, Outcome> judge)
      throws E {
    TimeAndChance timeAndChance = balancer.timeAndChance();
    AttemptPlan plan = plan(context, timeAndChance);
    return new BlockingCall<T, R>(balancer, line, timeAndChance, plan, call, judge).run().<E>get();
  }

  /**
   * Begins a call that completes later; any result is a success of the endpoint.
   *
   * @param context what the request asks for
   * @param call begins one attempt; must not block
   * @param <R> the result
   * @return completes as the last attempt does, or with a {@link NoEndpointAvailableException};
   *     cancelling it cancels the attempts
   */
  public <R extends @Nullable Object> CompletableFuture<R> callAsync(
      SelectionContext context,
      Call<? super T, ? extends CompletionStage<? extends R>, ? extends Exception> call) {
    return callAsync(context, call, result -> Outcome.success());
  }

  /**
   * Begins a call that completes later, and whose result shows how it went.
   *
   * @param context what the request asks for
   * @param call begins one attempt; must not block
   * @param judge says how an attempt went by its result; if it throws, the attempt is ignored and
   *     the exception is the caller's
   * @param <R> the result
   * @return completes as the last attempt does, or with a {@link NoEndpointAvailableException};
   *     cancelling it cancels the attempts
   */
  public <R extends @Nullable Object> CompletableFuture<R> callAsync(
      SelectionContext context,
      Call<? super T, ? extends CompletionStage<? extends R>, ? extends Exception> call,
      Function<? super R, Outcome> judge) {
    return this.<R>callAsync(context, (target, attempt) -> call.on(target), judge);
  }

  /**
   * Begins a call that completes later, and whose attempts want to know which they are and how long
   * they may take. An attempt that reaches its limit is cancelled, as far as what it returned can
   * be, and counts as timed out.
   *
   * @param context what the request asks for
   * @param call begins one attempt; must not block
   * @param judge says how an attempt went by its result; if it throws, the attempt is ignored and
   *     the exception is the caller's
   * @param <R> the result
   * @return completes as the last attempt does, with a {@link
   *     java.util.concurrent.TimeoutException} if it was cut short, or with a {@link
   *     NoEndpointAvailableException}; cancelling it cancels the attempts
   */
  public <R extends @Nullable Object> CompletableFuture<R> callAsync(
      SelectionContext context,
      AttemptCall<? super T, ? extends CompletionStage<? extends R>, ? extends Exception> call,
      Function<? super R, Outcome> judge) {
    TimeAndChance timeAndChance = balancer.timeAndChance();
    AttemptPlan plan = plan(context, timeAndChance);
    return new AsyncCall<T, R>(balancer, line, hedgeDelay, timeAndChance, plan, call, judge)
        .begin();
  }

  private AttemptPlan plan(SelectionContext context, TimeAndChance timeAndChance) {
    return new AttemptPlan(
        policy,
        balancer.retryBudget(),
        timeAndChance.random(),
        context,
        idempotent,
        timeAndChance.ticker().nanoTime());
  }
}
