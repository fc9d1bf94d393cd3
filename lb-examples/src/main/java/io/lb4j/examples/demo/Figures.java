package io.lb4j.examples.demo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the clients of one side measured. Thread-safe. */
final class Figures {

  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final Latencies calls = new Latencies();
  private final Map<String, Latencies> attempts = new ConcurrentHashMap<>();

  /** An attempt was answered, or timed out. */
  void attemptEnded(String endpointId, long tookNanos) {
    attempts(endpointId).record(System.nanoTime(), tookNanos);
  }

  /** A call ended, retries included. */
  void callEnded(boolean success, long tookNanos, int attemptsMade) {
    (success ? answered : failed).increment();
    retries.add(Math.max(0, attemptsMade - 1)); // There is none if no endpoint was to be had.
    calls.record(System.nanoTime(), tookNanos);
  }

  /** A call was not made, since too many are under way. */
  void callRefused() {
    failed.increment();
  }

  long answered() {
    return answered.sum();
  }

  long failed() {
    return failed.sum();
  }

  long retries() {
    return retries.sum();
  }

  /** Of calls, retries included. */
  Latencies calls() {
    return calls;
  }

  /** Of single attempts. */
  Latencies attempts(String endpointId) {
    return attempts.computeIfAbsent(endpointId, id -> new Latencies());
  }
}
