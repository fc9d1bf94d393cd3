package io.lb4j.simulator.policy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.Candidates;
import io.lb4j.select.LoadCell;
import io.lb4j.time.RandomSource;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Ticker;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Candidates that show a policy the cells that it has made, without the naive ones around them. */
record NaiveCandidates(Candidates candidates) implements Candidates {

  @Override
  public @Nullable LoadCell cell(int index) {
    return candidates.cell(index) instanceof Naive.Cell naive ? naive.cell() : null;
  }

  @Override
  public int size() {
    return candidates.size();
  }

  @Override
  public Endpoint<?> endpoint(int index) {
    return candidates.endpoint(index);
  }

  @Override
  public double relativeWeight(int index) {
    return candidates.relativeWeight(index);
  }

  @Override
  public boolean hasEqualWeights() {
    return candidates.hasEqualWeights();
  }

  @Override
  public int inFlight(int index) {
    return candidates.inFlight(index);
  }

  @Override
  public int totalInFlight() {
    return candidates.totalInFlight();
  }

  @Override
  public double trafficShare(int index) {
    return candidates.trafficShare(index);
  }

  @Override
  public boolean admits(int index, SelectionContext context) {
    return candidates.admits(index, context);
  }

  @Override
  public boolean admitsAll(SelectionContext context) {
    return candidates.admitsAll(context);
  }

  @Override
  public boolean hasReducedShares() {
    return candidates.hasReducedShares();
  }

  @Override
  public boolean follow(IntConsumer listener) {
    return candidates.follow(listener);
  }

  @Override
  public long tickNanos() {
    return candidates.tickNanos();
  }

  @Override
  public Ticker ticker() {
    return candidates.ticker();
  }

  @Override
  public Scheduler scheduler() {
    return candidates.scheduler();
  }

  @Override
  public RandomSource random() {
    return candidates.random();
  }
}
