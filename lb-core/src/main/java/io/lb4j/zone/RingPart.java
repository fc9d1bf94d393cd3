package io.lb4j.zone;

import io.lb4j.endpoint.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * The next ones on the fleet's ring, from where the client stands.
 *
 * <p>Why no two endpoints differ by more than one client: an endpoint is used by those who stand
 * less than a part's size before it, and of points at equal distances any two arcs of one length
 * hold the same number, give or take one. Why a part changes so little: an endpoint that joins
 * moves those after it by one place, and a client's place by one or none. So a part that does not
 * have it may shift by one, and one that has it loses one; only a part that goes past the end of
 * the ring may do both.
 */
record RingPart(String fleet, int ordinal, int clients) implements PartOfEachPriority.Part {

  RingPart {
    Names.require("fleet", fleet);
    if (ordinal < 0 || ordinal >= clients) {
      throw new IllegalArgumentException(
          "ordinal is %d of %d clients; it must be from 0 to one below their number"
              .formatted(ordinal, clients));
    }
  }

  @Override
  public List<String> choose(List<String> ids, int size) {
    List<String> ring = new HashOrder(fleet).first(ids, ids.size());
    int start = (int) ((long) ordinal * ring.size() / clients);
    List<String> part = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      part.add(ring.get((start + i) % ring.size()));
    }
    return part;
  }
}
