package io.lb4j.invoke;

import io.lb4j.request.Outcome;
import io.lb4j.retry.EndedAttempt;
import io.lb4j.retry.RetryClass;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended: with a result or with what was thrown, and what that is to the endpoint.
 */
record AttemptEnd<R extends @Nullable Object>(
    @Nullable R result, @Nullable Throwable thrown, Outcome outcome) {

  static <R extends @Nullable Object> AttemptEnd<R> returned(
      R result, Function<? super R, Outcome> judge) {
    try {
      Outcome outcome = Objects.requireNonNull(judge.apply(result), "the judge returned null");
      return new AttemptEnd<>(result, null, outcome);
    } catch (Throwable e) {
      // An error too: nobody but the caller's future would hear of it, and that would never end.
      return new AttemptEnd<>(null, e, Outcome.ignored());
    }
  }

  static <R extends @Nullable Object> AttemptEnd<R> threw(Throwable thrown) {
    return new AttemptEnd<>(null, thrown, Outcome.ofException(thrown));
  }

  EndedAttempt toEnded(int number) {
    return new EndedAttempt(number, outcome, RetryClass.of(outcome), result, thrown);
  }

  @SuppressWarnings("NullAway") // The result is the call's own, null only if R allows it.
  <E extends Exception> R get() throws E {
    if (thrown != null) {
      AttemptEnd.<E>rethrow(thrown);
    }
    return result;
  }

  /** A call throws E or something unchecked, and the erased type lets either pass. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> void rethrow(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
