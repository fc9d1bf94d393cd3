package io.lb4j.simulator.scenario;

import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.notation.Suggestion;
import io.lb4j.simulator.notation.Term;
import io.lb4j.simulator.server.Distribution;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Reads distributions: {@code 2s}, {@code exponential(10ms)}, {@code normal(167ms, 5ms)}, {@code
 * lognormal(median, sigma)}, {@code pareto(least, shape)}, {@code uniform(from, to)}, {@code
 * bimodal(usual, rare, share of rare)}, {@code empirical(file)}.
 */
final class DistributionTerms {

  private static final List<String> NAMES =
      List.of("exponential", "normal", "lognormal", "pareto", "uniform", "bimodal", "empirical");

  private final ToDoubleFunction<String> unit;
  private final ValueFile files;

  private DistributionTerms(ToDoubleFunction<String> unit, ValueFile files) {
    this.unit = unit;
    this.files = files;
  }

  /** Reads distributions of durations, in nanoseconds. */
  static DistributionTerms ofDurations(ValueFile files) {
    return new DistributionTerms(Quantity::durationNanos, files);
  }

  /** Reads distributions of plain numbers. */
  static DistributionTerms ofNumbers(ValueFile files) {
    return new DistributionTerms(Quantity::number, files);
  }

  Distribution read(String text) {
    return read(Term.parse(text));
  }

  Distribution read(Term term) {
    if (term.arguments().isEmpty() && !NAMES.contains(term.name())) {
      return new Distribution.Constant(unit.applyAsDouble(term.name()));
    }
    return switch (term.name()) {
      case "exponential" -> {
        term.with("exponential(mean)", 1, 1);
        yield new Distribution.Exponential(value(term, 0));
      }
      case "normal" -> {
        term.with("normal(mean, standard deviation)", 2, 2);
        yield new Distribution.Normal(value(term, 0), value(term, 1));
      }
      case "lognormal" -> {
        term.with("lognormal(median, sigma)", 2, 2);
        yield new Distribution.LogNormal(value(term, 0), number(term, 1));
      }
      case "pareto" -> {
        term.with("pareto(least, shape)", 2, 2);
        yield new Distribution.Pareto(value(term, 0), number(term, 1));
      }
      case "uniform" -> {
        term.with("uniform(from, to)", 2, 2);
        yield new Distribution.Uniform(value(term, 0), value(term, 1));
      }
      case "bimodal" -> {
        term.with("bimodal(usual, rare, share of rare)", 3, 3);
        yield new Distribution.Bimodal(
            read(term.arguments().get(0)),
            read(term.arguments().get(1)),
            Quantity.share(term.arguments().get(2).text()));
      }
      case "empirical" -> {
        term.with("empirical(file)", 1, 1);
        yield new Distribution.Empirical(files.values(term.arguments().get(0).text(), unit));
      }
      default ->
          throw new IllegalArgumentException(
              "there is no distribution \""
                  + term.name()
                  + "\"; "
                  + Suggestion.forUnknown(term.name(), NAMES));
    };
  }

  private double value(Term term, int index) {
    return unit.applyAsDouble(term.arguments().get(index).text());
  }

  private static double number(Term term, int index) {
    return Quantity.number(term.arguments().get(index).text());
  }
}
