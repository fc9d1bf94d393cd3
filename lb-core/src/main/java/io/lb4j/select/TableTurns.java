package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import java.util.concurrent.atomic.AtomicLong;

/** A whole cycle of turns in a table, and a cursor that goes round in it. */
final class TableTurns implements WeightedTurns.Turns {

  private final long[] weights;
  private final char[] table;
  private final AtomicLong cursor;

  TableTurns(long[] weights, char[] table, long position) {
    this.weights = weights;
    this.table = table;
    this.cursor = new AtomicLong(position);
  }

  @Override
  public int pick(SelectionContext context, int attempt) {
    return table[(int) (cursor.getAndIncrement() % table.length)];
  }

  @Override
  public long[] weights() {
    return weights;
  }

  @Override
  public long position() {
    return cursor.get();
  }
}
