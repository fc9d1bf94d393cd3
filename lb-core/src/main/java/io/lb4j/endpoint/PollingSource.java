package io.lb4j.endpoint;

import io.lb4j.time.Durations;
import io.lb4j.time.TimeAndChance;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A source that asks again and again. Immutable and thread-safe.
 *
 * <p>A poll follows the one before after the interval, or after what the answer says it is good
 * for, less up to a tenth, so that many processes spread and none asks late. Failures are followed
 * by back-off: half of it is certain, half is drawn. One poll is under way at a time; when it takes
 * longer than the time limit, that is a failure. A set counts as stale after three intervals.
 *
 * @param <T> what a caller needs to reach an endpoint
 */
public final class PollingSource<T> implements EndpointSource<T> {

  private static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(10);
  private static final Duration DEFAULT_FIRST_BACKOFF = Duration.ofSeconds(1);
  private static final Duration DEFAULT_MAX_BACKOFF = Duration.ofSeconds(30);
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final String name;
  private final Supplier<? extends Poll<T>> polls;
  private final PollPace pace;
  private final Duration staleAfter;

  private PollingSource(
      String name, Supplier<? extends Poll<T>> polls, PollPace pace, Duration staleAfter) {
    this.name = name;
    this.polls = polls;
    this.pace = pace;
    this.staleAfter = staleAfter;
  }

  /**
   * Polls something that returns the endpoints.
   *
   * @param name what logs and snapshots call the source
   * @param interval from the end of one poll to the next, at least 1 ms
   * @param list returns the whole set; may block and throw
   * @param <T> what a caller needs to reach an endpoint
   * @return a source with a time limit of 10 s and a back-off of 1 s to 30 s
   * @throws IllegalArgumentException if the name is blank or the interval is too short
   */
  public static <T> PollingSource<T> of(
      String name,
      Duration interval,
      Callable<? extends Collection<? extends Endpoint<? extends T>>> list) {
    Objects.requireNonNull(list, "list");
    Poll<T> poll = () -> CompletableFuture.completedFuture(PollAnswer.of(list.call()));
    return ofPoll(name, interval, () -> poll);
  }

  /**
   * Polls something that says more than a set: how long it is good for, that nothing has changed.
   *
   * @param name what logs and snapshots call the source
   * @param interval from the end of one poll to the next, unless the answer says otherwise; at
   *     least 1 ms
   * @param polls makes a poll for each subscription, which may remember versions
   * @param <T> what a caller needs to reach an endpoint
   * @return a source with a time limit of 10 s and a back-off of 1 s to 30 s
   * @throws IllegalArgumentException if the name is blank or the interval is too short
   */
  public static <T> PollingSource<T> ofPoll(
      String name, Duration interval, Supplier<? extends Poll<T>> polls) {
    requireLongEnough("interval", interval);
    return new PollingSource<>(
        Names.require("source name", name),
        Objects.requireNonNull(polls, "polls"),
        new PollPace(interval, DEFAULT_TIME_LIMIT, DEFAULT_FIRST_BACKOFF, DEFAULT_MAX_BACKOFF),
        interval.multipliedBy(3));
  }

  /**
   * Sets how long a poll may take.
   *
   * @param timeLimit 10 s unless set
   * @return a changed copy
   * @throws IllegalArgumentException if it is shorter than 1 ms
   */
  public PollingSource<T> withTimeLimit(Duration timeLimit) {
    requireLongEnough("timeLimit", timeLimit);
    return with(new PollPace(pace.interval(), timeLimit, pace.firstBackoff(), pace.maxBackoff()));
  }

  /**
   * Sets when to poll again after failures: the first time, doubled after each further failure, up
   * to the longest.
   *
   * @param first 1 s unless set
   * @param longest 30 s unless set
   * @return a changed copy
   * @throws IllegalArgumentException if the first is shorter than 1 ms, or longer than the longest
   */
  public PollingSource<T> withBackoff(Duration first, Duration longest) {
    requireLongEnough("first back-off", first);
    Durations.requirePositive("longest back-off", longest);
    if (longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "longest back-off is %s; it must be at least the first, %s"
              .formatted(Durations.text(longest), Durations.text(first)));
    }
    return with(new PollPace(pace.interval(), pace.timeLimit(), first, longest));
  }

  /**
   * Sets after what time without a good answer the set counts as stale.
   *
   * @param staleAfter three intervals unless set
   * @return a changed copy
   * @throws IllegalArgumentException if it is not positive
   */
  public PollingSource<T> withStaleAfter(Duration staleAfter) {
    return new PollingSource<>(
        name, polls, pace, Durations.requirePositive("staleAfter", staleAfter));
  }

  private PollingSource<T> with(PollPace newPace) {
    return new PollingSource<>(name, polls, newPace, staleAfter);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Duration staleAfter() {
    return staleAfter;
  }

  @Override
  public Subscription subscribe(Receiver<? super T> receiver, TimeAndChance timeAndChance) {
    return PollLoop.start(polls.get(), pace, receiver, timeAndChance);
  }

  @Override
  public String toString() {
    return name;
  }

  private static void requireLongEnough(String what, Duration duration) {
    Durations.requirePositive(what, duration);
    if (duration.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          what + " is " + Durations.text(duration) + "; the shortest is 1ms");
    }
  }
}
