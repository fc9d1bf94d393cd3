package io.lb4j.snapshot;

import io.lb4j.health.HealthState;
import io.lb4j.health.Witness;
import java.time.Instant;

/**
 * One change of a verdict on an endpoint. The effective state need not have changed with it: who
 * fails while it is disabled stays disabled.
 *
 * @param at when
 * @param witness whose verdict changed
 * @param from the effective state before
 * @param to the effective state after
 * @param reason why, in words
 */
public record HistoryEntry(
    Instant at, Witness witness, HealthState from, HealthState to, String reason) {

  /** Returns the entry as a line to be read. */
  @Override
  public String toString() {
    return at + " " + witness + " " + (from == to ? from : from + " -> " + to) + ": " + reason;
  }
}
