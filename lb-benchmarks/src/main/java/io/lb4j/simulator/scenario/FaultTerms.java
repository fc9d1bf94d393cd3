package io.lb4j.simulator.scenario;

import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.notation.Suggestion;
import io.lb4j.simulator.notation.Term;
import io.lb4j.simulator.server.Fault;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads faults: {@code refuse}, {@code reset(1ms)}, {@code hang}, {@code fail(1ms)}, {@code
 * reject(1ms)}, {@code error} and {@code fail_checks}; a last argument such as {@code 10%} is the
 * share of requests, or of checks, that it meets.
 */
final class FaultTerms {

  private static final Map<String, Fault.Kind> KINDS = new LinkedHashMap<>();

  static {
    for (Fault.Kind kind : Fault.Kind.values()) {
      KINDS.put(kind.name().toLowerCase(Locale.ROOT), kind);
    }
  }

  private FaultTerms() {}

  static Fault read(String text) {
    Term term = Term.parse(text);
    Fault.Kind kind = KINDS.get(term.name());
    if (kind == null) {
      throw new IllegalArgumentException(
          "there is no fault \""
              + term.name()
              + "\"; "
              + Suggestion.forUnknown(term.name(), KINDS.keySet()));
    }
    term.with(term.name() + ", or " + term.name() + "(time until it shows, share)", 0, 2);
    long afterNanos = 0;
    double share = 1;
    for (Term argument : term.arguments()) {
      String value = argument.text();
      if (value.endsWith("%")) {
        share = Quantity.share(value);
      } else {
        afterNanos = Quantity.durationNanos(value);
      }
    }
    return new Fault(kind, share, afterNanos);
  }
}
