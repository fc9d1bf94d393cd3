package io.lb4j;

import io.lb4j.health.Evidence;
import io.lb4j.health.HealthState;
import io.lb4j.health.Traffic;
import io.lb4j.health.Verdict;
import io.lb4j.health.Witness;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts on one endpoint, at most one of each witness, and what follows from all of them. An
 * immutable value; the control side replaces it.
 */
final class Standing {

  /** Nothing against it; shared by all endpoints that never failed. */
  static final Standing GOOD = new Standing(new EnumMap<>(Witness.class), EjectionRecord.CLEAN);

  // Never changed after the constructor.
  private final EnumMap<Witness, Verdict> verdicts;
  private final EjectionRecord record;
  private final HealthState state;
  private final Traffic traffic;
  private final boolean hasHardEvidence;
  private final boolean isAwaited;
  private final boolean isUsableButForOperator;

  private Standing(EnumMap<Witness, Verdict> verdicts, EjectionRecord record) {
    HealthState mostSevere = HealthState.HEALTHY;
    Traffic least = Traffic.NORMAL;
    boolean hard = record.isSuspected();
    boolean awaited = false;
    boolean usable = true;
    for (Verdict verdict : verdicts.values()) {
      mostSevere = max(mostSevere, verdict.state());
      least = max(least, verdict.traffic());
      hard |= verdict.evidence() == Evidence.HARD;
      awaited |= verdict.isAwaited();
      usable &= verdict.witness() == Witness.OPERATOR || isUsable(verdict.traffic());
    }
    this.verdicts = verdicts;
    this.record = record;
    this.state = mostSevere;
    this.traffic = least;
    this.hasHardEvidence = hard;
    this.isAwaited = awaited;
    this.isUsableButForOperator = usable;
  }

  private static <E extends Enum<E>> E max(E a, E b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  HealthState state() {
    return state;
  }

  Traffic traffic() {
    return traffic;
  }

  /** Whether nobody has ordered it out of traffic, so that a share of endpoints refers to it. */
  boolean isAvailable() {
    return traffic != Traffic.NONE;
  }

  /** Whether it takes traffic, always or in reserve. */
  boolean isUsable() {
    return isUsable(traffic);
  }

  private static boolean isUsable(Traffic traffic) {
    return traffic.compareTo(Traffic.RESERVE) <= 0;
  }

  /** Whether it would take traffic if the operator had not ordered it out. */
  boolean isUsableButForOperator() {
    return isUsableButForOperator;
  }

  /** Whether there is evidence that it is down, also if it is the last one. */
  boolean hasHardEvidence() {
    return hasHardEvidence;
  }

  /** Whether it has yet to pass its first check. */
  boolean isAwaited() {
    return isAwaited;
  }

  /** Whether nothing but an ejection keeps it out, so that a request may test it. */
  boolean isKeptOutByEjectionOnly() {
    return verdicts.values().stream()
        .allMatch(
            verdict ->
                verdict.witness() == Witness.PASSIVE
                    || verdict.traffic().compareTo(Traffic.LAST_RESORT) < 0);
  }

  /** When the last of the verdicts that keep it out ends by itself; null if one does not. */
  @Nullable Instant outUntil() {
    Instant last = null;
    for (Verdict verdict : verdicts.values()) {
      if (verdict.traffic().compareTo(Traffic.LAST_RESORT) >= 0) {
        Instant end = verdict.until();
        if (end == null) {
          return null;
        }
        last = last == null || end.isAfter(last) ? end : last;
      }
    }
    return last;
  }

  @Nullable Verdict verdict(Witness witness) {
    return verdicts.get(witness);
  }

  List<Verdict> verdicts() {
    return List.copyOf(verdicts.values());
  }

  EjectionRecord record() {
    return record;
  }

  EjectionRecord.@Nullable Ejection ejection() {
    return record.ejection();
  }

  boolean isSuspected() {
    return record.isSuspected();
  }

  Standing with(Verdict verdict) {
    EnumMap<Witness, Verdict> changed = new EnumMap<>(verdicts);
    changed.put(verdict.witness(), verdict);
    return new Standing(changed, record);
  }

  Standing without(Witness witness) {
    EnumMap<Witness, Verdict> changed = new EnumMap<>(verdicts);
    changed.remove(witness);
    return new Standing(changed, record);
  }

  Standing with(EjectionRecord changed) {
    EjectionRecord.Ejection ejection = changed.ejection();
    Standing standing = ejection == null ? without(Witness.PASSIVE) : with(ejection.verdict());
    return new Standing(standing.verdicts, changed);
  }
}
