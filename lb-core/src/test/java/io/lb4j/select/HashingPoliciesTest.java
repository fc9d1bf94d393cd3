package io.lb4j.select;

import org.junit.jupiter.api.Nested;

/** The contract, once for each hashing policy. */
final class HashingPoliciesTest {

  @Nested
  final class RingHash extends HashingContract {
    @Override
    SelectionPolicy policy() {
      // The usual bounds make rings of 8 million points where the contract has weights far apart.
      return SelectionPolicies.ringHash(1024, 65_536);
    }

    @Override
    int attemptsThatMayRepeat(int keys, int size) {
      return 2 * keys / size;
    }
  }

  @Nested
  final class Maglev extends HashingContract {
    @Override
    SelectionPolicy policy() {
      return SelectionPolicies.maglev();
    }

    @Override
    int attemptsThatMayRepeat(int keys, int size) {
      return 2 * keys / size;
    }
  }

  @Nested
  final class NginxConsistentHash extends HashingContract {
    @Override
    SelectionPolicy policy() {
      return SelectionPolicies.nginxConsistentHash();
    }

    @Override
    boolean takesFractions() {
      return false;
    }
  }

  @Nested
  final class Libmemcached extends HashingContract {
    @Override
    SelectionPolicy policy() {
      return SelectionPolicies.libmemcachedKetama();
    }
  }

  @Nested
  final class Rendezvous extends HashingContract {
    @Override
    SelectionPolicy policy() {
      return SelectionPolicies.rendezvousHash();
    }
  }

  @Nested
  final class Jump extends HashingContract {
    @Override
    SelectionPolicy policy() {
      return SelectionPolicies.jumpHash();
    }
  }

  @Nested
  final class Modulo extends HashingContract {
    @Override
    SelectionPolicy policy() {
      return SelectionPolicies.moduloHash();
    }

    @Override
    boolean takesFractions() {
      return false;
    }
  }

  @Nested
  final class IpHash extends HashingContract {
    @Override
    SelectionPolicy policy() {
      return SelectionPolicies.ipHash();
    }

    @Override
    boolean takesFractions() {
      return false;
    }
  }

  @Nested
  final class Bounded extends HashingContract {
    @Override
    SelectionPolicy policy() {
      return SelectionPolicies.boundedLoad(SelectionPolicies.maglev(), 1.25);
    }
  }
}
