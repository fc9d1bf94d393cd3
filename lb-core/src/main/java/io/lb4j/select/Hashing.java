package io.lb4j.select;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.hash.RendezvousPlacement;
import io.lb4j.request.SelectionContext;
import io.lb4j.time.RandomSource;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint that a placement gives the key; a request without a key goes anywhere, by weight.
 *
 * <p>Candidates are compiled anew at every change of health, limits or labels, mostly without a
 * change in keys or weights; then the picker takes over its predecessor's tables as they are.
 */
final class Hashing implements SelectionPolicy {

  /** Weights of any size and fraction will do. */
  private static final long NO_LIMIT = -1;

  private final String name;
  private final boolean needsText;
  private final boolean numbersMembers;
  private final long mostWeight;
  private final Tables tables;

  private Hashing(
      String name, boolean needsText, boolean numbersMembers, long mostWeight, Tables tables) {
    this.name = name;
    this.needsText = needsText;
    this.numbersMembers = numbersMembers;
    this.mostWeight = mostWeight;
    this.tables = tables;
  }

  /** Builds a placement, perhaps from the one before. */
  @FunctionalInterface
  interface Tables {
    KeyPlacement build(HashedMembers members, @Nullable KeyPlacement predecessor);
  }

  /** A policy that goes by the hash of the key. */
  static Hashing byHash(String name, Tables tables) {
    return new Hashing(name, false, false, NO_LIMIT, tables);
  }

  /** A policy that hashes the text of the key in its own way. */
  static Hashing byText(String name, Tables tables) {
    return new Hashing(name, true, false, NO_LIMIT, tables);
  }

  /** The same over numbered members, where one that takes no traffic keeps its number. */
  Hashing numberingMembers() {
    return new Hashing(name, needsText, true, mostWeight, tables);
  }

  /** The same for whole weights only, which may add up to so much. */
  Hashing inWholeWeights(long mostInAll) {
    return new Hashing(name, needsText, numbersMembers, mostInAll, tables);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Spread spread() {
    return Spread.BY_KEY;
  }

  /** Slow start would reweight the tables at every tick, and move keys at every tick. */
  @Override
  public Set<Trait> traits() {
    return Set.of(Trait.OWN_TRAFFIC_SHARES);
  }

  @Override
  public void requireSuitable(Collection<? extends Endpoint<?>> endpoints) {
    if (mostWeight == NO_LIMIT) {
      return;
    }
    double sum = 0;
    for (Endpoint<?> endpoint : endpoints) {
      double weight = endpoint.weight();
      if (weight != Math.rint(weight)) {
        throw new IllegalArgumentException(
            "endpoint \"%s\" has weight %s, but %s counts in whole weights; multiply all weights by the same number"
                .formatted(endpoint.id(), weight, name));
      }
      sum += weight;
    }
    if (sum > mostWeight) {
      throw new IllegalArgumentException(
          "the weights add up to %s, but %s takes %d in all; divide all weights by the same number"
              .formatted(sum, name, mostWeight));
    }
  }

  @Override
  public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
    HashedMembers members =
        numbersMembers ? HashedMembers.ofAll(candidates) : HashedMembers.of(candidates);
    ByKey last = predecessor instanceof ByKey byKey ? byKey : null;
    if (last != null && members.sameAs(last.members)) {
      // Unless places are shared, the candidates and their weights are those of the members.
      boolean sameCandidates = members.size() == candidates.size() && last.size == members.size();
      return new ByKey(
          this,
          candidates,
          last.members,
          last.placement,
          sameCandidates ? last.byWeight : byWeight(candidates));
    }
    KeyPlacement placement = tables.build(members, last == null ? null : last.placement);
    return new ByKey(this, candidates, members, placement, byWeight(candidates));
  }

  private static @Nullable AliasTable byWeight(Candidates candidates) {
    return candidates.hasEqualWeights()
        ? null
        : new AliasTable(candidates.size(), candidates::relativeWeight);
  }

  @Override
  public String toString() {
    return name;
  }

  private static final class ByKey implements Picker, RendezvousPlacement.Filter<SelectionContext> {

    private final Hashing policy;
    private final Candidates candidates;
    private final HashedMembers members;
    private final KeyPlacement placement;
    private final RandomSource random;
    private final int size;
    private final @Nullable AliasTable byWeight;

    ByKey(
        Hashing policy,
        Candidates candidates,
        HashedMembers members,
        KeyPlacement placement,
        @Nullable AliasTable byWeight) {
      this.policy = policy;
      this.candidates = candidates;
      this.members = members;
      this.placement = placement;
      this.random = candidates.random();
      this.size = candidates.size();
      this.byWeight = byWeight;
    }

    @Override
    public int pick(SelectionContext context, int attempt) {
      if (!context.hasHash()) {
        return anyByWeight();
      }
      if (policy.needsText) {
        String key = context.key();
        if (key == null) {
          throw new UnsuitableContextException(
              "policy "
                  + policy.name
                  + " hashes the text of the key in its own way; use SelectionContext.forKey(text)"
                  + " instead of forHash, or a policy that goes by the hash");
        }
        // As in nginx; memcached and ip_hash know no empty keys.
        if (key.isEmpty()) {
          return anyByWeight();
        }
      }
      return policy.numbersMembers
          ? skippingNobody(context, attempt)
          : candidateAt(placement.place(context, attempt, this));
    }

    private int candidateAt(int place) {
      return place < 0 ? -1 : members.candidate(place);
    }

    /** Attempts count places that somebody serves; the placement ends the search with −1. */
    private int skippingNobody(SelectionContext context, int attempt) {
      int served = -1;
      for (int i = 0; ; i++) {
        int place = placement.place(context, i, this);
        if (place < 0) {
          return -1;
        }
        int candidate = members.candidate(place);
        if (candidate != HashedMembers.NOBODY && ++served == attempt) {
          return candidate;
        }
      }
    }

    private int anyByWeight() {
      return byWeight == null
          ? random.nextInt(size)
          : byWeight.draw((int) (random.nextLong() >>> 32));
    }

    @Override
    public boolean admits(int place, SelectionContext context) {
      return candidates.admits(members.candidate(place), context);
    }
  }
}
