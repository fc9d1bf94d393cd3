package io.lb4j.select;

import io.lb4j.hash.JumpPlacement;
import io.lb4j.hash.LibmemcachedKetama;
import io.lb4j.hash.MaglevPlacement;
import io.lb4j.hash.ModuloPlacement;
import io.lb4j.hash.NginxIpHash;
import io.lb4j.hash.NginxKetama;
import io.lb4j.hash.RendezvousPlacement;
import io.lb4j.hash.RingPlacement;
import io.lb4j.request.SelectionContext;
import org.jspecify.annotations.Nullable;

/** Ties each placement to the key, the attempt and the members. */
final class HashPlacements {

  private HashPlacements() {}

  static SelectionPolicy ring(int minSize, int maxSize) {
    RingPlacement.requireSizes(minSize, maxSize);
    return Hashing.byHash(
        "ring_hash",
        (members, predecessor) -> new Ring(ring(members, predecessor, minSize, maxSize)));
  }

  private static RingPlacement ring(
      HashedMembers members, @Nullable KeyPlacement predecessor, int minSize, int maxSize) {
    return predecessor instanceof Ring last
        ? last.table.rebuilt(members.keys(), members.weights())
        : RingPlacement.of(members.keys(), members.weights(), minSize, maxSize);
  }

  /** A class with a name, so that the next ring can be made from this one. */
  private record Ring(RingPlacement table) implements KeyPlacement {
    @Override
    public int place(
        SelectionContext context,
        int attempt,
        RendezvousPlacement.Filter<SelectionContext> admitted) {
      return table.index(context.hash(), attempt);
    }
  }

  static SelectionPolicy maglev(int tableSize) {
    MaglevPlacement.requireSize(tableSize);
    return Hashing.byHash(
        "maglev",
        (members, predecessor) -> {
          MaglevPlacement table = MaglevPlacement.of(members.keys(), members.weights(), tableSize);
          return (context, attempt, admitted) -> table.index(context.hash(), attempt);
        });
  }

  static SelectionPolicy rendezvous() {
    return Hashing.byHash(
        "rendezvous_hash",
        (members, predecessor) -> {
          RendezvousPlacement table = RendezvousPlacement.of(members.keys(), members.weights());
          return (context, attempt, admitted) ->
              table.index(context.hash(), attempt, context, admitted);
        });
  }

  static SelectionPolicy jump() {
    return Hashing.byHash(
            "jump_hash",
            (members, predecessor) -> {
              int size = members.size();
              return (context, attempt, admitted) ->
                  JumpPlacement.index(context.hash(), size, attempt);
            })
        .numberingMembers();
  }

  static SelectionPolicy modulo() {
    return Hashing.byHash(
            "modulo_hash",
            (members, predecessor) -> {
              ModuloPlacement table = ModuloPlacement.of(members.weights());
              return (context, attempt, admitted) -> table.index(context.hash(), attempt);
            })
        .numberingMembers()
        .inWholeWeights(ModuloPlacement.MOST_WEIGHT);
  }

  static SelectionPolicy nginxConsistent() {
    return Hashing.byText(
            "nginx_consistent_hash",
            (members, predecessor) -> {
              NginxKetama table = NginxKetama.of(members.keys(), members.weights());
              return (context, attempt, admitted) -> table.index(text(context), attempt);
            })
        .inWholeWeights(NginxKetama.MOST_WEIGHT);
  }

  static SelectionPolicy libmemcachedKetama() {
    return Hashing.byText(
        "libmemcached_ketama",
        (members, predecessor) -> {
          LibmemcachedKetama table = LibmemcachedKetama.of(members.keys(), members.weights());
          return (context, attempt, admitted) -> table.index(text(context), attempt);
        });
  }

  static SelectionPolicy ipHash() {
    return Hashing.byText(
            "ip_hash",
            (members, predecessor) -> {
              NginxIpHash table = NginxIpHash.of(members.weights());
              return (context, attempt, admitted) -> byAddress(table, text(context), attempt);
            })
        .numberingMembers()
        .inWholeWeights(ModuloPlacement.MOST_WEIGHT);
  }

  private static int byAddress(NginxIpHash table, String address, int attempt) {
    try {
      return table.index(address, attempt);
    } catch (IllegalArgumentException e) {
      // Without the key: it may say whose request this is, and exceptions end up in logs.
      throw new UnsuitableContextException(
          "policy ip_hash needs the client's IPv4 or IPv6 address as the key, as in"
              + " SelectionContext.forKey(\"192.0.2.7\"); leave the key out where there is none");
    }
  }

  private static String text(SelectionContext context) {
    String key = context.key();
    if (key == null) {
      throw new IllegalStateException("the picker lets no context without text pass");
    }
    return key;
  }
}
