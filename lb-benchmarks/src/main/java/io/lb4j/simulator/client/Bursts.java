package io.lb4j.simulator.client;

import io.lb4j.simulator.engine.RandomStream;

/** A Poisson process whose rate has two values, in turn. */
final class Bursts implements Arrivals.ArrivalTimes {

  /** So that distributions which allow 0 cannot stop the clock. */
  private static final double LEAST_PHASE_NANOS = 1000;

  private final Arrivals.Bursty bursty;
  private final int clients;
  private final RandomStream random;
  private boolean bursting;
  private double phaseEndNanos;

  Bursts(Arrivals.Bursty bursty, int clients, RandomStream random) {
    this.bursty = bursty;
    this.clients = clients;
    this.random = random;
    this.phaseEndNanos = bursty.between().sample(random);
  }

  @Override
  public long after(long nowNanos) {
    double at = nowNanos;
    while (true) {
      double perSecond = bursting ? bursty.burstPerSecond() : bursty.perSecond();
      double next = at + random.nextExponential() * 1e9 * clients / perSecond;
      if (next <= phaseEndNanos) {
        return (long) next;
      }
      // Waiting times have no memory: what is left of this one is drawn anew at the new rate.
      at = phaseEndNanos;
      bursting = !bursting;
      double phaseNanos = (bursting ? bursty.lasting() : bursty.between()).sample(random);
      phaseEndNanos += Math.max(LEAST_PHASE_NANOS, phaseNanos);
    }
  }
}
