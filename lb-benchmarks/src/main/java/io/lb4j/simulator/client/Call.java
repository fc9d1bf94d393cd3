package io.lb4j.simulator.client;

import io.lb4j.simulator.engine.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * What a user of a client waits for: one part, or as many as the fan-out says, at once. It ends
 * with the last, and succeeds if all do.
 */
final class Call {

  private final Traffic traffic;

  // What one use sets.
  private @Nullable Client client;
  private long startedAtNanos;
  private int partsOpen;
  private int attempts;
  private boolean succeeding;

  /** The next one that waits to be used. */
  @Nullable Call nextFree;

  Call(Traffic traffic) {
    this.traffic = traffic;
  }

  void start(Client client, Keys keys, RandomStream random) {
    this.client = client;
    startedAtNanos = traffic.time.nanoTime();
    attempts = 0;
    succeeding = true;
    int parts = traffic.rules.fanOut();
    // Before the first begins, since it may end at once.
    partsOpen = parts;
    for (int i = 0; i < parts; i++) {
      traffic.takePart().start(this, client, keys.draw(random));
    }
  }

  void partEnded(int attemptsOfPart, boolean success) {
    attempts += attemptsOfPart;
    succeeding &= success;
    partsOpen--;
    Client caller = client;
    if (partsOpen == 0 && caller != null) {
      end(caller);
    }
  }

  private void end(Client caller) {
    long latencyNanos = traffic.time.nanoTime() - startedAtNanos;
    client = null;
    traffic.giveBack(this);
    traffic.observer.callEnded(
        latencyNanos, attempts, succeeding && latencyNanos <= traffic.rules.successWithinNanos());
    caller.callEnded();
  }
}
