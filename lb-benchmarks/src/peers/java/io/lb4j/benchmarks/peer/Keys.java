package io.lb4j.benchmarks.peer;

import java.util.function.IntFunction;
import java.util.function.LongFunction;

/** The prepared requests of those that go by a key. */
final class Keys {

  private static final int COUNT = 1024;

  private Keys() {}

  /** Makes an array of requests by their key, whose length is a power of two. */
  static <R> R[] requests(LongFunction<R> byHash, IntFunction<R[]> newArray) {
    R[] requests = newArray.apply(COUNT);
    for (int i = 0; i < COUNT; i++) {
      // Fibonacci hashing: far apart, and the same in every run.
      requests[i] = byHash.apply((i + 1) * 0x9E37_79B9_7F4A_7C15L);
    }
    return requests;
  }

  static <R> R at(R[] requests, int request) {
    return requests[request & (COUNT - 1)];
  }
}
