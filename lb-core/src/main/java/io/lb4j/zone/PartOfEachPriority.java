package io.lb4j.zone;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes so many endpoints of each priority, for a part without a standby would have none. */
record PartOfEachPriority(int size, Part part) implements ClientSubsetting {

  /** Chooses some of more. */
  @FunctionalInterface
  interface Part {

    /**
     * Chooses as many as the size says.
     *
     * @param ids more than that, distinct
     */
    List<String> choose(List<String> ids, int size);
  }

  PartOfEachPriority {
    if (size < 1) {
      throw new IllegalArgumentException(
          "size is " + size + "; a client needs at least 1 endpoint, and better 20");
    }
  }

  @Override
  public Set<String> choose(Collection<? extends Endpoint<?>> endpoints) {
    Map<Integer, List<String>> byPriority = new HashMap<>();
    for (Endpoint<?> endpoint : endpoints) {
      byPriority
          .computeIfAbsent(endpoint.priority(), priority -> new ArrayList<>())
          .add(endpoint.id());
    }
    Set<String> chosen = new HashSet<>();
    for (List<String> ids : byPriority.values()) {
      chosen.addAll(ids.size() <= size ? ids : part.choose(ids, size));
    }
    return chosen;
  }
}
