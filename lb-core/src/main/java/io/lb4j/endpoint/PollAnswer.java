package io.lb4j.endpoint;

import io.lb4j.time.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Poll} found, and when it is worth asking again. Immutable.
 *
 * @param <T> what a caller needs to reach an endpoint
 */
public final class PollAnswer<T> {

  private enum Kind {
    SET,
    NONE,
    UNCHANGED
  }

  private final Kind kind;
  private final List<Endpoint<? extends T>> endpoints;
  private final @Nullable Duration goodFor;

  private PollAnswer(Kind kind, List<Endpoint<? extends T>> endpoints, @Nullable Duration goodFor) {
    this.kind = kind;
    this.endpoints = endpoints;
    this.goodFor = goodFor;
  }

  /**
   * Answers with a set.
   *
   * @param endpoints the whole set; an empty one is taken for a failure, and the last good one
   *     stays
   * @param <T> what a caller needs to reach an endpoint
   * @return an answer that is good for the source's interval
   */
  public static <T> PollAnswer<T> of(Collection<? extends Endpoint<? extends T>> endpoints) {
    return new PollAnswer<>(Kind.SET, List.copyOf(endpoints), null);
  }

  /**
   * Answers that there are surely no endpoints; see {@link EndpointSource.Receiver#onNone}.
   *
   * @param <T> what a caller needs to reach an endpoint
   * @return an answer that is good for the source's interval
   */
  public static <T> PollAnswer<T> none() {
    return new PollAnswer<>(Kind.NONE, List.of(), null);
  }

  /**
   * Answers that the set is what it was at the last poll.
   *
   * @param <T> what a caller needs to reach an endpoint
   * @return an answer that is good for the source's interval
   */
  public static <T> PollAnswer<T> unchanged() {
    return new PollAnswer<>(Kind.UNCHANGED, List.of(), null);
  }

  /**
   * Says how long the answer is good for, in place of the source's interval: a TTL; zero for a poll
   * that waits for a change by itself.
   *
   * @param goodFor until the next poll, less the jitter
   * @return a changed copy
   * @throws IllegalArgumentException if the duration is negative
   */
  public PollAnswer<T> goodFor(Duration goodFor) {
    return new PollAnswer<>(kind, endpoints, Durations.requireNotNegative("goodFor", goodFor));
  }

  @Nullable Duration goodFor() {
    return goodFor;
  }

  void deliver(EndpointSource.Receiver<? super T> receiver) {
    switch (kind) {
      case SET -> receiver.onEndpoints(endpoints);
      case NONE -> receiver.onNone();
      case UNCHANGED -> receiver.onUnchanged();
    }
  }

  @Override
  public String toString() {
    return "PollAnswer[" + (kind == Kind.SET ? endpoints : kind) + "]";
  }
}
