package io.lb4j;

import io.lb4j.select.Picker;

/**
 * The endpoints of one priority that take traffic.
 *
 * @param loadPercent what part of the traffic is theirs; 0 for a standby
 * @param candidates who they are
 * @param picker chooses among them
 */
record PickLevel<T>(int loadPercent, CandidateSet<T> candidates, Picker picker) {

  PickLevel<T> noting(PickNotes notes) {
    return new PickLevel<>(loadPercent, candidates.noting(notes), notes.noting(picker, candidates));
  }
}
