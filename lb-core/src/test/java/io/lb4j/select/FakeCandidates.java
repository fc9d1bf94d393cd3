package io.lb4j.select;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.SelectionContext;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.time.RandomSource;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Candidates whose weights and requests in flight the test sets. */
final class FakeCandidates implements Candidates {

  final FakeTicker ticker = new FakeTicker();
  final ManualScheduler scheduler = new ManualScheduler(ticker);
  final int[] inFlight;
  final boolean[] full;
  final double[] slowStartShares;
  final List<@Nullable LoadCell> cells = new ArrayList<>();
  private final RandomSource random;
  private final List<Endpoint<?>> endpoints = new ArrayList<>();
  private final double mean;

  FakeCandidates(SelectionPolicy policy, RandomSource random, double... weights) {
    this.random = random;
    this.inFlight = new int[weights.length];
    this.full = new boolean[weights.length];
    this.slowStartShares = new double[weights.length];
    Arrays.fill(slowStartShares, 1);
    this.mean = Arrays.stream(weights).average().orElseThrow();
    for (int i = 0; i < weights.length; i++) {
      endpoints.add(Endpoint.builder("e" + i, "t").weight(weights[i]).build());
      cells.add(policy.newCell());
    }
  }

  static FakeCandidates equal(SelectionPolicy policy, RandomSource random, int size) {
    double[] weights = new double[size];
    Arrays.fill(weights, 1);
    return new FakeCandidates(policy, random, weights);
  }

  LoadCell requireCell(int index) {
    LoadCell cell = cells.get(index);
    if (cell == null) {
      throw new IllegalStateException("the policy makes no cells");
    }
    return cell;
  }

  @Override
  public int size() {
    return inFlight.length;
  }

  @Override
  public Endpoint<?> endpoint(int index) {
    return endpoints.get(index);
  }

  @Override
  public double relativeWeight(int index) {
    return endpoints.get(index).weight() / mean;
  }

  @Override
  public boolean hasEqualWeights() {
    return endpoints.stream().mapToDouble(Endpoint::weight).distinct().count() == 1;
  }

  @Override
  public int inFlight(int index) {
    return inFlight[index];
  }

  @Override
  public int totalInFlight() {
    return Arrays.stream(inFlight).sum();
  }

  @Override
  public double trafficShare(int index) {
    return slowStartShares[index];
  }

  @Override
  public @Nullable LoadCell cell(int index) {
    return cells.get(index);
  }

  @Override
  public boolean admits(int index, SelectionContext context) {
    return !full[index]
        && !context.avoids(endpoints.get(index))
        && context.matches(endpoints.get(index));
  }

  @Override
  public boolean admitsAll(SelectionContext context) {
    return false;
  }

  @Override
  public boolean hasReducedShares() {
    return Arrays.stream(slowStartShares).anyMatch(share -> share < 1);
  }

  @Override
  public long tickNanos() {
    return ticker.nanoTime();
  }

  @Override
  public Ticker ticker() {
    return ticker;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public RandomSource random() {
    return random;
  }
}
