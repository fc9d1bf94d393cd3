package io.lb4j.select;

import io.lb4j.hash.RendezvousPlacement;
import io.lb4j.request.SelectionContext;

/** A placement table together with the part of the context that it goes by. */
@FunctionalInterface
interface KeyPlacement {

  /**
   * Finds the place for a context that has a key.
   *
   * @param context has a key, and its text if the policy asks for it
   * @param attempt as in {@link Picker#pick}
   * @param admitted tells about places; for placements that compare all of them anyway
   * @return a place of {@link HashedMembers}, or −1
   */
  int place(
      SelectionContext context, int attempt, RendezvousPlacement.Filter<SelectionContext> admitted);
}
