package io.lb4j.testkit;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.EndpointSource;
import io.lb4j.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What every {@link EndpointSource} keeps to, one rule each. Bound to no test framework. With JUnit
 * each rule is a test: {@code @ParameterizedTest @EnumSource void keepsTo(EndpointSourceContract
 * rule) { rule.check(new MyRegistry()); }}
 *
 * <p>Rules run in virtual time, hours in milliseconds, so the source under test has to take its
 * time from what it is handed.
 */
public enum EndpointSourceContract {

  /** What is registered at the start is pushed, whole and without an error. */
  INITIAL_SET {
    @Override
    void run(SourceTrial trial) {
      trial.publish(1, 2, 3);
      trial.subscribe();
      trial.waitForSet(1, 2, 3);
      trial.require(trial.errors().isEmpty(), "no failure, but heard " + trial.errors());
    }
  },

  /** Who joins and who leaves is noticed, and the set is pushed whole. */
  CHANGE {
    @Override
    void run(SourceTrial trial) {
      trial.publish(1, 2);
      trial.subscribe();
      trial.waitForSet(1, 2);
      trial.publish(2, 3, 4);
      trial.waitForSet(2, 3, 4);
    }
  },

  /** While nothing changes, the set is confirmed more often than it becomes stale. */
  CONFIRMATION {
    @Override
    void run(SourceTrial trial) {
      trial.publish(1, 2);
      trial.subscribe();
      trial.waitForSet(1, 2);
      for (int i = 0; i < 20; i++) {
        int before = trial.confirmations();
        trial.pass(trial.staleAfter());
        trial.require(
            trial.confirmations() > before,
            "a set or onUnchanged within staleAfter, which is "
                + Durations.text(trial.staleAfter()));
      }
    }
  },

  /**
   * An empty answer is passed on as one, or as a failure; it is neither hidden nor the end. What is
   * registered next is pushed, even if it is what was there before.
   */
  EMPTY_ANSWER {
    @Override
    void run(SourceTrial trial) {
      trial.publish(1, 2);
      trial.subscribe();
      trial.waitForSet(1, 2);
      trial.publish();
      trial.waitFor("an empty set, onNone or onError", trial::lastWasEmptyOrError);
      trial.publish(1, 2);
      trial.waitForSet(1, 2);
      trial.publish(2, 3);
      trial.waitForSet(2, 3);
    }
  },

  /** A failure is told with its reason; it pushes no set, and what follows is noticed. */
  FAILURE {
    @Override
    void run(SourceTrial trial) {
      trial.publish(1, 2);
      trial.subscribe();
      trial.waitForSet(1, 2);
      trial.fail();
      int sets = trial.sets();
      trial.waitFor("onError", () -> !trial.errors().isEmpty());
      trial.pass(Duration.ofHours(1));
      trial.require(trial.sets() == sets, "no set while the registry fails");
      trial.require(
          trial.errors().stream().noneMatch(String::isBlank), "a reason for every failure");
      trial.require(
          trial.errors().size() <= 2 * 3600, "at most two failures per second of an hour's outage");
      trial.publish(3);
      trial.waitForSet(3);
    }
  },

  /** A registry that does not answer is told of as a failure, or not at all; it ends nothing. */
  SLOW_ANSWER {
    @Override
    void run(SourceTrial trial) {
      trial.publish(1, 2);
      trial.subscribe();
      trial.waitForSet(1, 2);
      if (!trial.hang()) {
        return;
      }
      int sets = trial.sets();
      trial.pass(Duration.ofMinutes(10));
      trial.require(trial.sets() == sets, "no set while the registry hangs");
      trial.publish(2, 3);
      trial.waitForSet(2, 3);
    }
  },

  /** A registry that changes its mind again and again is followed, and never mixed up. */
  FLAPPING {
    @Override
    void run(SourceTrial trial) {
      trial.publish(1, 2);
      trial.subscribe();
      trial.waitForSet(1, 2);
      for (int i = 0; i < 20; i++) {
        trial.publish(1);
        trial.waitForSet(1);
        trial.publish(1, 2);
        trial.waitForSet(1, 2);
      }
      trial.requireOnlySets(Set.of(Set.of(1), Set.of(1, 2)));
    }
  },

  /** After close nothing is pushed, and no task is left; closing again does nothing. */
  CLOSE {
    @Override
    void run(SourceTrial trial) {
      trial.publish(1, 2);
      trial.subscribe();
      trial.waitForSet(1, 2);
      trial.close();
      trial.close();
      requireSilence(trial);
    }
  },

  /** Close ends a subscription that waits for an answer, too. */
  CLOSE_WHILE_HANGING {
    @Override
    void run(SourceTrial trial) {
      if (!trial.hang()) {
        return;
      }
      trial.subscribe();
      trial.pass(Duration.ofMinutes(1));
      trial.close();
      requireSilence(trial);
    }
  },

  /** Two balancers may have the same source: each gets every set, and closes only its own. */
  TWO_SUBSCRIPTIONS {
    @Override
    void run(SourceTrial trial) {
      SourceTrial other = trial.beside();
      trial.publish(1);
      trial.subscribe();
      other.subscribe();
      trial.waitForSet(1);
      other.waitForSet(1);
      trial.close();
      trial.publish(1, 2);
      other.waitForSet(1, 2);
      other.close();
    }
  };

  abstract void run(SourceTrial trial);

  /**
   * Checks the rule.
   *
   * @param registry a new one
   * @throws AssertionError if the source breaks the rule; the message says what was expected
   */
  public void check(Registry registry) {
    run(new SourceTrial(this, registry));
  }

  static void requireSilence(SourceTrial trial) {
    trial.pass(Duration.ofMillis(1));
    int heard = trial.events();
    trial.publish(7);
    trial.pass(Duration.ofHours(1));
    trial.require(trial.events() == heard, "nothing pushed after close");
    trial.require(trial.pendingTasks() == 0, "no task left after close");
  }

  /** The registry that a source under test reads, in the hands of the test. Members are numbers. */
  public interface Registry {

    /**
     * Returns the source under test.
     *
     * @return always the same
     */
    EndpointSource<?> source();

    /**
     * Registers exactly these members; the registry works again if it did not.
     *
     * @param members numbers from 1 to 9; none makes the registry answer that there are none
     */
    void publish(List<Integer> members);

    /** Makes the registry fail. */
    void fail();

    /**
     * Makes the registry not answer.
     *
     * @return false if that cannot happen to it
     */
    boolean hang();

    /**
     * Tells which member an endpoint is.
     *
     * @param endpoint one that the source pushed
     * @return its number
     */
    int memberOf(Endpoint<?> endpoint);

    /**
     * Returns how soon after a change the new set must have been pushed.
     *
     * @return the longest delay; after failures a minute is added
     */
    Duration noticedWithin();
  }
}
