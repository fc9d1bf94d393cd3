package io.lb4j.simulator.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What several causes do to one thing at once. Each can be taken back without the others, in any
 * order.
 */
final class Overlay<T> {

  // Causes differ by identity; the order is that of their beginnings.
  private final Map<Object, T> byCause = new LinkedHashMap<>();

  /** Lays a value on top, in place of the cause's earlier one; null takes that back. */
  void set(Object cause, @Nullable T value) {
    byCause.remove(cause);
    if (value != null) {
      byCause.put(cause, value);
    }
  }

  List<T> newestFirst() {
    List<T> values = new ArrayList<>(byCause.values());
    Collections.reverse(values);
    return values;
  }
}
