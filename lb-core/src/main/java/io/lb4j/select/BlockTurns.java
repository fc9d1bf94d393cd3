package io.lb4j.select;

import io.lb4j.request.SelectionContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Turns of a cycle too long for a table, computed a block at a time.
 *
 * <p>A block holds its turns, the cursor into them, and the state that its successor starts from. A
 * thread that draws a number from the cursor owns that turn of that block, however late it reads
 * it, so every turn of the cycle is given exactly once. Nobody waits: one thread, the one that
 * draws the middle, computes the next block while the others use up the second half, and whoever
 * finds a block used up all the same computes its successor too; the first to publish wins, and all
 * computed the same.
 */
final class BlockTurns implements WeightedTurns.Turns {

  private static final int SHORTEST_BLOCK = 1024;
  private static final int LONGEST_BLOCK = 4096;

  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(BlockTurns.class, "current", Block.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long[] weights;
  private volatile Block current;

  BlockTurns(long[] weights, TurnOrder order, long position, WeightClasses classes) {
    this.weights = weights;
    order.skipTo(position % classes.total());
    // Copying the state takes time and memory by the number of different weights: spread it.
    int length = Math.max(SHORTEST_BLOCK, Math.min(LONGEST_BLOCK, classes.count()));
    this.current = new Block(order, position, length);
  }

  @Override
  public int pick(SelectionContext context, int attempt) {
    while (true) {
      Block block = current;
      int[] turns = block.turns;
      int drawn = block.draw();
      if (drawn < turns.length) {
        if (drawn == turns.length / 2) {
          block.prepareNext();
        }
        return turns[drawn];
      }
      if (block == current && CURRENT.compareAndSet(this, block, block.prepareNext())) {
        // Else garbage in the old generation would keep all blocks after it alive.
        block.next = null;
      }
    }
  }

  @Override
  public long[] weights() {
    return weights;
  }

  @Override
  public long position() {
    return current.position();
  }

  private static final class Block {

    private static final VarHandle CURSOR;
    private static final VarHandle NEXT;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        CURSOR = lookup.findVarHandle(Block.class, "cursor", int.class);
        NEXT = lookup.findVarHandle(Block.class, "next", Block.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final int[] turns;
    private final long start;
    // Never changed: whoever goes on from here copies it first.
    private final TurnOrder after;
    private volatile int cursor;
    private volatile @Nullable Block next;

    /** Takes the order over. */
    Block(TurnOrder order, long start, int length) {
      this.turns = new int[length];
      this.start = start;
      this.after = order;
      order.fill(turns);
    }

    int draw() {
      return (int) CURSOR.getAndAdd(this, 1);
    }

    long position() {
      return start + Math.min(turns.length, cursor);
    }

    Block prepareNext() {
      Block ready = next;
      if (ready != null) {
        return ready;
      }
      Block computed = new Block(after.copy(), start + turns.length, turns.length);
      Block winner = (Block) NEXT.compareAndExchange(this, (Block) null, computed);
      return winner == null ? computed : winner;
    }
  }
}
