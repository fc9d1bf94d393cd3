package io.lb4j.invoke;

import io.lb4j.NoEndpointAvailableException;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.EndedAttempt;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link AttemptEngine} has to be told about a client: how its attempts begin, and how they
 * are cut short. For adapters; the leases are theirs.
 *
 * <p>Called by one thread at a time for one call, and never by a timer's thread. Exceptions other
 * than the declared ones are mistakes of the adapter.
 *
 * @param <A> an attempt on an endpoint that has been selected for it
 */
public interface AttemptDriver<A> {

  /**
   * Selects an endpoint for an attempt that may then begin or be given back.
   *
   * @param context what the request asks for, and whom to avoid
   * @return the attempt, with its lease
   * @throws NoEndpointAvailableException if no endpoint can take it
   */
  A select(SelectionContext context);

  /**
   * Tells where an attempt goes.
   *
   * @param attempt a selected attempt
   * @return the endpoint
   */
  Endpoint<?> endpoint(A attempt);

  /**
   * Begins an attempt without waiting for its end, of which the engine must be told.
   *
   * @param attempt a selected attempt
   * @param number which attempt of the call this is, from 1
   * @param limitNanos after how long the engine will cut it short; {@link Long#MAX_VALUE} for never
   */
  void begin(A attempt, int number, long limitNanos);

  /**
   * Ends the lease of an attempt that will not begin.
   *
   * @param attempt a selected attempt
   */
  void giveBack(A attempt);

  /**
   * Cuts a begun attempt short because another has won or nobody waits any more; it says nothing
   * about its endpoint.
   *
   * @param attempt a begun attempt
   */
  void cancel(A attempt);

  /**
   * Cuts a begun attempt short because its time is over.
   *
   * @param attempt a begun attempt
   * @param number which attempt of the call it was
   * @param limitNanos how long it had
   * @return how it ended
   */
  EndedAttempt timeOut(A attempt, int number, long limitNanos);

  /**
   * Hands the call's end over: that of its last attempt. Called once, unless the call is abandoned,
   * and last; it may block without holding anything up.
   *
   * @param attempt the attempt whose end is the caller's
   * @param end how it ended
   */
  void finish(A attempt, EndedAttempt end);

  /**
   * Lets go of the result of an attempt that will be followed by another, or whose call is decided.
   *
   * @param attempt an attempt that has ended
   * @param result what the client returned; null if it threw
   */
  void discard(A attempt, @Nullable Object result);
}
