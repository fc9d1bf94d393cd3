package io.lb4j.retry;

import io.lb4j.time.RandomSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A user's policy whose exceptions and errors end a call's retries instead of the call. */
final class GuardedRetries implements RetryPolicy {

  private static final Logger LOG = LoggerFactory.getLogger(RetryPolicy.class);

  private final RetryPolicy policy;
  private final AtomicBoolean warned = new AtomicBoolean();

  private GuardedRetries(RetryPolicy policy) {
    this.policy = policy;
  }

  static RetryPolicy of(RetryPolicy policy) {
    return policy instanceof ExponentialBackoff || policy instanceof GuardedRetries
        ? policy
        : new GuardedRetries(policy);
  }

  @Override
  public RetrySequence begin(RandomSource random) {
    RetrySequence sequence;
    try {
      sequence = policy.begin(random);
    } catch (Throwable e) {
      return threw(e);
    }
    return sequence == null
        ? threw(new NullPointerException("begin returned null"))
        : new Guarded(sequence);
  }

  private RetrySequence threw(Throwable e) {
    if (warned.compareAndSet(false, true)) {
      LOG.warn("a retry policy threw, so calls end without further attempts", e);
    }
    return attempt -> NO_MORE;
  }

  @Override
  public String toString() {
    return policy.toString();
  }

  private final class Guarded implements RetrySequence {

    private final RetrySequence sequence;

    private Guarded(RetrySequence sequence) {
      this.sequence = sequence;
    }

    @Override
    public long delayNanosAfter(EndedAttempt attempt) {
      try {
        return sequence.delayNanosAfter(attempt);
      } catch (Throwable e) {
        return threw(e).delayNanosAfter(attempt);
      }
    }

    @Override
    public void ended(EndedAttempt last) {
      try {
        sequence.ended(last);
      } catch (Throwable e) {
        threw(e);
      }
    }
  }
}
