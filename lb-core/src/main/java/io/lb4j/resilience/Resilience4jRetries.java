package io.lb4j.resilience;

import io.github.resilience4j.retry.Retry;
import io.lb4j.retry.EndedAttempt;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.retry.RetrySequence;
import io.lb4j.time.RandomSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Attempts and intervals by a {@link Retry} of resilience4j: its configuration, events, metrics and
 * registry work as its users know them. Safety, budget, deadline and the choice of another endpoint
 * stay lb4j's. Safety is asked first, so the {@code Retry} hears only of requests that may be made
 * again.
 *
 * <p>Exceptions go through its exception predicate, results through its result predicate: without
 * {@code retryOnResult} no answer is tried again, a 503 neither. With lb-okhttp a result is an
 * {@code okhttp3.Response} whose body must not be read. Nothing sleeps in resilience4j. A retry
 * that the budget or the deadline then forbids was announced as an event and is not made.
 *
 * <p>Thread-safe if the {@code Retry}'s own functions are.
 */
// Who calls this has resilience4j; everybody else could not compile if it were required of them.
@SuppressWarnings("exports")
public final class Resilience4jRetries implements RetryPolicy {

  private final Retry retry;
  private final boolean jittered;

  private Resilience4jRetries(Retry retry, boolean jittered) {
    this.retry = retry;
    this.jittered = jittered;
  }

  /**
   * Makes a policy.
   *
   * @param retry says how often, and how far apart
   * @return the policy
   */
  public static Resilience4jRetries of(Retry retry) {
    return new Resilience4jRetries(Objects.requireNonNull(retry, "retry"), false);
  }

  /**
   * Waits a random time of at most each interval, drawn from the balancer's source, in place of
   * resilience4j's own randomness: for intervals that a seed repeats.
   *
   * @return a changed copy
   */
  public Resilience4jRetries withFullJitter() {
    return new Resilience4jRetries(retry, true);
  }

  @Override
  public RetrySequence begin(RandomSource random) {
    return new Sequence(retry.asyncContext(), jittered ? random : null);
  }

  @Override
  public String toString() {
    return "Resilience4jRetries[" + retry.getName() + (jittered ? ", full jitter]" : "]");
  }

  private record Sequence(
      Retry.AsyncContext<@Nullable Object> context, @Nullable RandomSource random)
      implements RetrySequence {

    @Override
    public long delayNanosAfter(EndedAttempt attempt) {
      long delayMillis =
          attempt.thrown() == null
              ? context.onResult(attempt.result())
              : context.onError(attempt.thrown());
      if (delayMillis < 0) {
        return RetryPolicy.NO_MORE;
      }
      long delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
      return random == null ? delayNanos : (long) (delayNanos * random.nextDouble());
    }

    @Override
    public void ended(EndedAttempt last) {
      if (last.thrown() == null) {
        context.onComplete();
      }
    }
  }
}
