package io.lb4j.benchmarks.peer;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The endpoints that every library balances over. */
final class Hosts {

  static final int PORT = 8080;

  private Hosts() {}

  /** Returns an address, so that no library asks the DNS. */
  static String name(int i) {
    return "10." + (i >> 16) + "." + (i >> 8 & 0xFF) + "." + (i & 0xFF);
  }

  /** Returns 1, 2 or 3 in turn, for policies that go by weight. */
  static int weight(int i) {
    return i % 3 + 1;
  }

  static <E> List<E> list(int n, IntFunction<E> byNumber) {
    return IntStream.range(0, n).mapToObj(byNumber).toList();
  }
}
