package io.lb4j.zone;

import io.lb4j.hash.KeyHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Brings ids into an order that looks random and is the same for whoever gives the same salt. */
record HashOrder(String salt) {

  private static final Comparator<Ranked> BY_HASH =
      Comparator.comparingLong(Ranked::hash).thenComparing(Ranked::id);

  private record Ranked(long hash, String id) {}

  /** The first ones; none depends on which others come after it. */
  List<String> first(List<String> ids, int count) {
    List<Ranked> ranked = new ArrayList<>(ids.size());
    for (String id : ids) {
      // Neither salts nor ids hold the character between them.
      ranked.add(new Ranked(KeyHash.xxh64(salt + '\0' + id), id));
    }
    ranked.sort(BY_HASH);
    List<String> first = new ArrayList<>(count);
    for (Ranked each : ranked.subList(0, count)) {
      first.add(each.id());
    }
    return first;
  }
}
