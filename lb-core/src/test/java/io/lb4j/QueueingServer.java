package io.lb4j;

import io.lb4j.request.Outcome;
import io.lb4j.testkit.ScriptedRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A server with so many workers and a queue before them, and clients that call it at a rate,
 * whatever it does. Its best concurrency is the number of its workers: fewer requests leave workers
 * idle, more of them wait.
 */
final class QueueingServer {

  private record Request(Lease<String> lease, long arrivedNanos) {}

  private final VirtualFleet fleet;
  private final ScriptedRandom random;
  private final Deque<Request> queue = new ArrayDeque<>();
  private int busy;

  int workers;
  double serviceMillis;
  int queueLimit = Integer.MAX_VALUE;
  // Of a request, after which its client reports a time-out. The server does the work all the same.
  Duration patience = Duration.ofDays(1);
  boolean variesService;

  int served;
  int refused;
  int rejected;
  int timedOut;
  double latencyMillis;

  QueueingServer(VirtualFleet fleet, int workers, double serviceMillis, long seed) {
    this.fleet = fleet;
    this.workers = workers;
    this.serviceMillis = serviceMillis;
    this.random = ScriptedRandom.seeded(seed);
  }

  /** How many requests per second it can do. */
  double capacity() {
    return workers * 1000 / serviceMillis;
  }

  /** Clients call for some time, at random intervals. Counts begin anew. */
  void callAtRate(double perSecond, Duration time) {
    served = 0;
    refused = 0;
    rejected = 0;
    timedOut = 0;
    latencyMillis = 0;
    long end = fleet.ticker.nanoTime() + time.toNanos();
    for (long gap; fleet.ticker.nanoTime() + (gap = gapNanos(perSecond)) <= end; ) {
      fleet.pass(Duration.ofNanos(gap));
      call();
    }
    fleet.pass(Duration.ofNanos(end - fleet.ticker.nanoTime()));
  }

  private long gapNanos(double perSecond) {
    return Math.round(exponential() * 1e9 / perSecond);
  }

  private double exponential() {
    return -Math.log(1 - random.nextDouble());
  }

  private void call() {
    Lease<String> lease;
    try {
      lease = fleet.balancer.select();
    } catch (NoEndpointAvailableException e) {
      refused++;
      return;
    }
    if (queue.size() >= queueLimit && busy >= workers) {
      rejected++;
      end(lease, Outcome.rejected());
      return;
    }
    Request request = new Request(lease, fleet.ticker.nanoTime());
    fleet.scheduler.schedule(() -> timeOut(lease), patience.toNanos());
    queue.add(request);
    work();
  }

  /** Starts work on what waits, as far as there are workers. */
  void work() {
    while (busy < workers && !queue.isEmpty()) {
      Request request = queue.remove();
      busy++;
      double millis = variesService ? serviceMillis * exponential() : serviceMillis;
      fleet.scheduler.schedule(() -> finish(request), Math.round(millis * 1e6));
    }
  }

  private void finish(Request request) {
    busy--;
    if (((SlotLease<String>) request.lease()).isOpen()) {
      served++;
      latencyMillis += (fleet.ticker.nanoTime() - request.arrivedNanos()) / 1e6;
      end(request.lease(), Outcome.success());
    }
    work();
  }

  private void timeOut(Lease<String> lease) {
    if (((SlotLease<String>) lease).isOpen()) {
      timedOut++;
      end(lease, Outcome.timeout());
    }
  }

  private static void end(Lease<String> lease, Outcome outcome) {
    lease.report(outcome);
    lease.close();
  }

  double meanLatencyMillis() {
    return latencyMillis / served;
  }
}
