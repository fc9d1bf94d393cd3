package io.lb4j.testkit;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.EndpointSource;
import io.lb4j.endpoint.EndpointSource.Subscription;
import io.lb4j.time.Durations;
import io.lb4j.time.TimeAndChance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One subscription in virtual time, and what was heard of it. */
final class SourceTrial {

  private static final Duration STEP = Duration.ofMillis(100);
  private static final int SHOWN = 5;
  private static final Duration BACKOFF = Duration.ofMinutes(1);

  private final EndpointSourceContract rule;
  private final EndpointSourceContract.Registry registry;
  private final FakeTicker ticker;
  private final ManualScheduler scheduler;
  private final Recorder recorder = new Recorder();
  private @Nullable Subscription subscription;

  SourceTrial(EndpointSourceContract rule, EndpointSourceContract.Registry registry) {
    this.rule = rule;
    this.registry = registry;
    this.ticker = new FakeTicker();
    this.scheduler = new ManualScheduler(ticker);
  }

  private SourceTrial(
      EndpointSourceContract rule,
      EndpointSourceContract.Registry registry,
      FakeTicker ticker,
      ManualScheduler scheduler) {
    this.rule = rule;
    this.registry = registry;
    this.ticker = ticker;
    this.scheduler = scheduler;
  }

  SourceTrial beside() {
    return new SourceTrial(rule, registry, ticker, scheduler);
  }

  private final class Recorder implements EndpointSource.Receiver<Object> {

    final List<Set<Integer>> sets = new ArrayList<>();
    final List<String> errors = new ArrayList<>();
    final AtomicBoolean telling = new AtomicBoolean();
    int events;
    int confirmations;
    boolean lastWasEmptyOrError;

    @Override
    public void onEndpoints(Collection<? extends Endpoint<? extends Object>> endpoints) {
      Set<Integer> members = new TreeSet<>();
      endpoints.forEach(endpoint -> members.add(registry.memberOf(endpoint)));
      hear(
          () -> {
            sets.add(members);
            confirmations += members.isEmpty() ? 0 : 1;
            lastWasEmptyOrError = members.isEmpty();
          });
    }

    @Override
    public void onNone() {
      hear(() -> lastWasEmptyOrError = true);
    }

    @Override
    public void onUnchanged() {
      hear(() -> confirmations++);
    }

    @Override
    public void onError(String reason) {
      hear(
          () -> {
            errors.add(reason);
            lastWasEmptyOrError = true;
          });
    }

    private void hear(Runnable event) {
      require(telling.compareAndSet(false, true), "one call of the receiver at a time");
      events++;
      event.run();
      telling.set(false);
    }
  }

  void publish(Integer... members) {
    registry.publish(Arrays.asList(members));
  }

  void fail() {
    registry.fail();
  }

  boolean hang() {
    return registry.hang();
  }

  void subscribe() {
    subscription =
        registry
            .source()
            .subscribe(
                recorder, new TimeAndChance(ticker, ticker, scheduler, ScriptedRandom.seeded(42)));
  }

  void close() {
    if (subscription != null) {
      subscription.close();
    }
  }

  void pass(Duration time) {
    scheduler.advance(time);
  }

  Duration staleAfter() {
    // A fixed set is never stale; nobody waits a century for its confirmation.
    Duration day = Duration.ofDays(1);
    Duration staleAfter = registry.source().staleAfter();
    return staleAfter.compareTo(day) < 0 ? staleAfter : day;
  }

  void waitForSet(Integer... members) {
    Set<Integer> expected = new TreeSet<>(Arrays.asList(members));
    waitFor(
        "the set " + expected,
        () ->
            !recorder.sets.isEmpty()
                && recorder.sets.get(recorder.sets.size() - 1).equals(expected)
                && !recorder.lastWasEmptyOrError);
  }

  void waitFor(String what, BooleanSupplier condition) {
    Duration limit = registry.noticedWithin();
    if (!recorder.errors.isEmpty() || recorder.lastWasEmptyOrError) {
      limit = limit.plus(BACKOFF);
    }
    scheduler.runDue();
    for (Duration waited = Duration.ZERO;
        !condition.getAsBoolean() && waited.compareTo(limit) < 0;
        waited = waited.plus(STEP)) {
      pass(STEP);
    }
    require(condition.getAsBoolean(), what + " within " + Durations.text(limit));
  }

  void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(
          "%s: expected of %s %s; the last sets were %s, the last errors %s"
              .formatted(
                  rule,
                  registry.source().name(),
                  what,
                  last(recorder.sets),
                  last(recorder.errors)));
    }
  }

  private static <E> List<E> last(List<E> heard) {
    return heard.subList(Math.max(0, heard.size() - SHOWN), heard.size());
  }

  void requireOnlySets(Set<Set<Integer>> allowed) {
    require(allowed.containsAll(recorder.sets), "no other sets than " + allowed);
  }

  int sets() {
    return recorder.sets.size();
  }

  List<String> errors() {
    return recorder.errors;
  }

  int confirmations() {
    return recorder.confirmations;
  }

  int events() {
    return recorder.events;
  }

  boolean lastWasEmptyOrError() {
    return recorder.lastWasEmptyOrError;
  }

  int pendingTasks() {
    return scheduler.pending();
  }
}
