package io.lb4j.simulator.client;

import io.lb4j.simulator.client.Arrivals.Ramp.Point;
import io.lb4j.simulator.engine.RandomStream;
import java.util.List;

/** A Poisson process of varying rate: one of the highest rate, of which a part is dropped. */
final class Thinned implements Arrivals.ArrivalTimes {

  private final List<Point> points;
  private final double highest;
  private final int clients;
  private final RandomStream random;

  Thinned(List<Point> points, int clients, RandomStream random) {
    this.points = points;
    this.highest = points.stream().mapToDouble(Point::perSecond).max().orElse(0);
    this.clients = clients;
    this.random = random;
  }

  @Override
  public long after(long nowNanos) {
    Point last = points.get(points.size() - 1);
    double at = nowNanos;
    while (at < last.atNanos() || last.perSecond() > 0) {
      at += random.nextExponential() * 1e9 * clients / highest;
      if (random.nextDouble() * highest < rate(at)) {
        return (long) at;
      }
    }
    return NONE;
  }

  private double rate(double atNanos) {
    Point before = points.get(0);
    for (Point point : points) {
      if (point.atNanos() > atNanos) {
        double span = point.atNanos() - before.atNanos();
        double part = span == 0 ? 1 : (atNanos - before.atNanos()) / span;
        return before.perSecond() + Math.max(0, part) * (point.perSecond() - before.perSecond());
      }
      before = point;
    }
    return before.perSecond();
  }
}
