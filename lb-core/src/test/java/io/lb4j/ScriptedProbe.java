package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.CheckResult;
import io.lb4j.health.HealthProbe;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Answers as a test says, and remembers when it was asked. For one thread. */
final class ScriptedProbe implements HealthProbe<String> {

  private final Map<String, Supplier<@Nullable CompletionStage<CheckResult>>> scripts =
      new HashMap<>();
  private Supplier<@Nullable CompletionStage<CheckResult>> otherwise = this::pass;
  private final Map<String, List<Long>> askedAtNanos = new LinkedHashMap<>();
  private Ticker ticker = () -> 0;

  ScriptedProbe on(Ticker clock) {
    ticker = clock;
    return this;
  }

  void answer(String id, CheckResult result) {
    script(id, () -> CompletableFuture.completedFuture(result));
  }

  void fail(String id) {
    answer(id, CheckResult.failed("refused"));
  }

  void pass(String id) {
    answer(id, CheckResult.passed());
  }

  void failAll() {
    scripts.clear();
    otherwise = () -> CompletableFuture.completedFuture(CheckResult.failed("refused"));
  }

  void script(String id, Supplier<@Nullable CompletionStage<CheckResult>> script) {
    scripts.put(id, script);
  }

  void script(Supplier<@Nullable CompletionStage<CheckResult>> script) {
    otherwise = script;
  }

  private CompletionStage<CheckResult> pass() {
    return CompletableFuture.completedFuture(CheckResult.passed());
  }

  @Override
  @SuppressWarnings("NullAway") // Users' probes may return null, and so may this one.
  public CompletionStage<CheckResult> check(Endpoint<? extends String> endpoint) {
    askedAtNanos.computeIfAbsent(endpoint.id(), id -> new ArrayList<>()).add(ticker.nanoTime());
    return scripts.getOrDefault(endpoint.id(), otherwise).get();
  }

  int asked(String id) {
    return askedAtNanos.getOrDefault(id, List.of()).size();
  }

  int asked() {
    return askedAtNanos.values().stream().mapToInt(List::size).sum();
  }

  List<Long> times() {
    return askedAtNanos.values().stream().flatMap(List::stream).sorted().toList();
  }

  /** The times between the checks of an endpoint. */
  List<Duration> gaps(String id) {
    List<Long> times = askedAtNanos.getOrDefault(id, List.of());
    return IntStream.range(1, times.size())
        .mapToObj(i -> Duration.ofNanos(times.get(i) - times.get(i - 1)))
        .toList();
  }

  void forget() {
    askedAtNanos.clear();
  }
}
