package io.lb4j.invoke;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.NoEndpointAvailableException;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.RetryBudget;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls with any client in one line: selects an endpoint, calls, reports how it went on every
 * path, and tries once more elsewhere when that is safe and the balancer's retry budget allows it.
 *
 * <p>Safe means: nothing was sent, as when connecting failed, or the caller has said that its calls
 * are {@linkplain #idempotent() idempotent}. Results that the judge calls failures are retried like
 * exceptions; when there is nothing left to try, the last result or exception is the caller's.
 *
 * <p>Immutable and thread-safe. Runs the call in the caller's thread. A slow call is not cut short;
 * give the client time-outs. Not for streams that outlive the call: hold a {@link Lease} for those.
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

  private static final int MAX_ATTEMPTS = 2;

  private final Balancer<? extends T> balancer;
  private final boolean idempotent;

  private Invoker(Balancer<? extends T> balancer, boolean idempotent) {
    this.balancer = balancer;
    this.idempotent = idempotent;
  }

  /**
   * Makes an invoker that retries only what was provably not sent.
   *
   * @param balancer chooses the endpoints
   * @param <T> what a call needs to reach an endpoint
   * @return a new invoker
   */
  public static <T> Invoker<T> of(Balancer<? extends T> balancer) {
    return new Invoker<>(Objects.requireNonNull(balancer, "balancer"), false);
  }

  /**
   * Makes an invoker for calls that may run twice without harm: failures, time-outs and rejections
   * are retried too.
   *
   * @return a changed copy
   */
  public Invoker<T> idempotent() {
    return new Invoker<>(balancer, true);
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
    RetryBudget budget = balancer.retryBudget();
    budget.recordRequest();
    SelectionContext next = context;
    Lease<? extends T> lease = balancer.select(next);
    for (int attempt = 1; ; attempt++) {
      Endpoint<? extends T> tried = lease.endpoint();
      Attempt<R> result = attempt(lease, call, judge);
      next = next.avoiding(tried);
      Lease<? extends T> another =
          attempt < MAX_ATTEMPTS && isRetryable(result.outcome()) ? selectRetry(next) : null;
      if (another == null) {
        return result.<E>get();
      }
      lease = another;
    }
  }

  private <R extends @Nullable Object, E extends Exception> Attempt<R> attempt(
      Lease<? extends T> lease,
      Call<? super T, ? extends R, E> call,
      Function<? super R, Outcome> judge) {
    try (lease) {
      Attempt<R> attempt;
      try {
        R result = call.on(lease.target());
        attempt = judged(result, judge);
      } catch (Throwable thrown) {
        attempt = new Attempt<>(null, thrown, Outcome.ofException(thrown));
      }
      lease.report(attempt.outcome());
      return attempt;
    }
  }

  private static <R extends @Nullable Object> Attempt<R> judged(
      R result, Function<? super R, Outcome> judge) {
    try {
      Outcome outcome = Objects.requireNonNull(judge.apply(result), "the judge returned null");
      return new Attempt<>(result, null, outcome);
    } catch (RuntimeException e) {
      return new Attempt<>(null, e, Outcome.ignored());
    }
  }

  private boolean isRetryable(Outcome outcome) {
    return switch (outcome.kind()) {
      case CONNECT_FAILURE -> true;
      case FAILURE, TIMEOUT, REJECTED -> idempotent;
      case SUCCESS, IGNORED -> false;
    };
  }

  /** Finds another endpoint before it spends the budget; null if either is lacking. */
  private @Nullable Lease<? extends T> selectRetry(SelectionContext context) {
    Lease<? extends T> lease;
    try {
      lease = balancer.select(context);
    } catch (NoEndpointAvailableException e) {
      return null;
    }
    if (balancer.retryBudget().tryRetry()) {
      return lease;
    }
    lease.report(Outcome.ignored());
    lease.close();
    return null;
  }

  /** How an attempt ended: with a result or with what was thrown. */
  private record Attempt<R extends @Nullable Object>(
      @Nullable R result, @Nullable Throwable thrown, Outcome outcome) {

    @SuppressWarnings("NullAway") // The result is the call's own, null only if R allows it.
    <E extends Exception> R get() throws E {
      if (thrown != null) {
        Attempt.<E>rethrow(thrown);
      }
      return result;
    }

    /** A call throws E or something unchecked, and the erased type lets either pass. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> void rethrow(Throwable thrown) throws X {
      throw (X) thrown;
    }
  }
}
