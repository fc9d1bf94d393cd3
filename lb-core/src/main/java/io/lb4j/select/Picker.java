package io.lb4j.select;

import io.lb4j.request.SelectionContext;

/**
 * Chooses among one fixed set of candidates. Runs on every {@code select}, so it should take
 * nanoseconds, allocate nothing and never block.
 *
 * <p>Must be safe for concurrent use. A picker that throws, or that answers with an index outside
 * the set, is treated as having no answer; only {@link UnsuitableContextException} reaches the
 * caller.
 */
@FunctionalInterface
public interface Picker {

  /**
   * Chooses a candidate.
   *
   * <p>The balancer checks the choice against the endpoint's limit, its slow start and the context,
   * and asks again, with the next attempt number, when it is refused. A picker that scans all
   * candidates should skip those that {@link Candidates#admits} refuses; others may leave that to
   * the balancer.
   *
   * @param context what the request asks for
   * @param attempt 0 for the first choice of this selection; a picker that goes by the key must not
   *     answer attempt 1 as it answered attempt 0
   * @return an index below {@link Candidates#size()}, or −1 for none
   */
  int pick(SelectionContext context, int attempt);

  /**
   * Returns by what the picker ranks a candidate, for {@code explain} and snapshots. Reading it
   * changes nothing.
   *
   * @param index a candidate
   * @return the smaller the better; NaN if this picker does not rank
   */
  default double load(int index) {
    return Double.NaN;
  }
}
