package io.lb4j.simulator.client;

import io.lb4j.simulator.engine.RandomStream;
import io.lb4j.simulator.engine.Seeds;
import io.lb4j.simulator.engine.VirtualTime;
import org.jspecify.annotations.Nullable;

/**
 * What all clients of a run share: the clock, the rules, who watches, and the objects of calls,
 * parts and attempts that are over and wait for their next use.
 */
public final class Traffic {

  final VirtualTime time;
  final CallRules rules;
  final TrafficObserver observer;
  final Timeouts timeouts;
  final Timeouts deadlines;
  final RandomStream networkRandom;
  final RandomStream backoffRandom;

  private @Nullable Attempt freeAttempts;
  private @Nullable Part freeParts;
  private @Nullable Call freeCalls;
  private long callsOpen;

  /**
   * Starts without any call.
   *
   * @param time the run's
   * @param rules for every call
   * @param observer hears of every call
   * @param seeds of the run
   */
  public Traffic(VirtualTime time, CallRules rules, TrafficObserver observer, Seeds seeds) {
    this.time = time;
    this.rules = rules;
    this.observer = observer;
    this.timeouts = new Timeouts(time, rules.timeoutNanos());
    this.deadlines = new Timeouts(time, rules.deadlineNanos());
    this.networkRandom = seeds.stream("network");
    this.backoffRandom = seeds.stream("backoff");
  }

  /**
   * Returns how many calls have begun and not ended.
   *
   * @return not negative
   */
  public long callsOpen() {
    return callsOpen;
  }

  Call takeCall() {
    callsOpen++;
    Call call = freeCalls;
    if (call == null) {
      return new Call(this);
    }
    freeCalls = call.nextFree;
    return call;
  }

  void giveBack(Call call) {
    callsOpen--;
    call.nextFree = freeCalls;
    freeCalls = call;
  }

  Part takePart() {
    Part part = freeParts;
    if (part == null) {
      return new Part(this);
    }
    freeParts = part.nextFree;
    return part;
  }

  void giveBack(Part part) {
    part.nextFree = freeParts;
    freeParts = part;
  }

  Attempt takeAttempt() {
    Attempt attempt = freeAttempts;
    if (attempt == null) {
      return new Attempt(this);
    }
    freeAttempts = attempt.nextFree;
    return attempt;
  }

  void giveBack(Attempt attempt) {
    attempt.nextFree = freeAttempts;
    freeAttempts = attempt;
  }
}
