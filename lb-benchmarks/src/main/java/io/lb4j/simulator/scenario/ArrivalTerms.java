package io.lb4j.simulator.scenario;

import io.lb4j.simulator.client.Arrivals;
import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.notation.Suggestion;
import io.lb4j.simulator.notation.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads arrivals: {@code poisson(1000/s)} and the others. */
final class ArrivalTerms {

  private static final List<String> NAMES =
      List.of("regular", "poisson", "bursty", "ramp", "closed_loop", "trace");

  private static final double LEAST_RATE = 1 / 3600.0;

  private final ValueFile files;
  private final DistributionTerms durations;

  ArrivalTerms(ValueFile files) {
    this.files = files;
    this.durations = DistributionTerms.ofDurations(files);
  }

  Arrivals read(String text) {
    Term term = Term.parse(text);
    return switch (term.name()) {
      case "regular" -> new Arrivals.Regular(rate(term.with("regular(1000/s)", 1, 1), 0));
      case "poisson" -> new Arrivals.Poisson(rate(term.with("poisson(1000/s)", 1, 1), 0));
      case "bursty" -> {
        term.with("bursty(usual rate, rate in bursts, time between them, their length)", 4, 4);
        yield new Arrivals.Bursty(
            Quantity.perSecond(term.arguments().get(0).text()),
            rate(term, 1),
            durations.read(term.arguments().get(2)),
            durations.read(term.arguments().get(3)));
      }
      case "ramp" -> ramp(term.with("ramp(0s, 100/s, 60s, 1000/s)", 2, 1000));
      case "closed_loop" -> {
        term.with("closed_loop(users, time to think)", 2, 2);
        yield new Arrivals.ClosedLoop(
            Quantity.wholeNumber(term.arguments().get(0).text()),
            durations.read(term.arguments().get(1)));
      }
      case "trace" ->
          new Arrivals.Trace(
              Arrays.stream(
                      files.values(
                          term.with("trace(file)", 1, 1).arguments().get(0).text(),
                          Quantity::durationNanos))
                  .sorted()
                  .mapToObj(nanos -> (long) nanos)
                  .toList());
      default ->
          throw new IllegalArgumentException(
              "there are no arrivals \""
                  + term.name()
                  + "\"; "
                  + Suggestion.forUnknown(term.name(), NAMES));
    };
  }

  private static Arrivals ramp(Term term) {
    List<Arrivals.Ramp.Point> points = new ArrayList<>();
    for (int i = 0; i < term.arguments().size(); i += 2) {
      points.add(
          new Arrivals.Ramp.Point(
              Quantity.durationNanos(term.arguments().get(i).text()),
              Quantity.perSecond(term.argument(i + 1, "the rate at that time").text())));
    }
    return new Arrivals.Ramp(points);
  }

  private static double rate(Term term, int index) {
    double rate = Quantity.perSecond(term.arguments().get(index).text());
    if (rate < LEAST_RATE) {
      throw new IllegalArgumentException("the rate in \"" + term + "\" must be at least 1/h");
    }
    return rate;
  }
}
