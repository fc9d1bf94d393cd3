package io.lb4j;

import io.lb4j.select.Picker;

/**
 * The endpoints of one priority, or of one zone or region in it, that take traffic.
 *
 * @param key what they have in common
 * @param load what part of the traffic is theirs, of {@link LevelPlan#ALL}; 0 for a standby
 * @param availability with what chance, in percent, it takes a request that prefers its region
 * @param candidates who they are
 * @param picker chooses among them
 */
record PickLevel<T>(
    LevelKey key, int load, int availability, CandidateSet<T> candidates, Picker picker) {

  PickLevel<T> noting(PickNotes notes) {
    return new PickLevel<>(
        key, load, availability, candidates.noting(notes), notes.noting(picker, candidates));
  }
}
