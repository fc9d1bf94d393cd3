package io.lb4j.invoke;

import io.lb4j.Lease;
import io.lb4j.request.Outcome;
import io.lb4j.retry.AttemptPlan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What blocking and asynchronous calls do alike with the leases of their attempts. */
final class Attempts {

  private Attempts() {}

  static Attempt of(Lease<?> lease, int number, long limitNanos) {
    return new Attempt(
        lease.endpoint(),
        number,
        limitNanos == AttemptPlan.NEVER ? null : Duration.ofNanos(Math.max(1, limitNanos)));
  }

  /** Keeps the lease of a further attempt if the budget allows it. */
  static <L extends Lease<?>> @Nullable L withinBudget(L lease, AttemptPlan plan) {
    if (plan.maySpend()) {
      return lease;
    }
    giveBack(lease);
    return null;
  }

  /** Ends a lease that was not used. */
  static void giveBack(Lease<?> lease) {
    lease.report(Outcome.ignored());
    lease.close();
  }
}
