package io.lb4j;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.EndpointSource;
import io.lb4j.request.Outcome;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.SourceChange;
import io.lb4j.snapshot.SourceSnapshot;
import io.lb4j.time.TimeAndChance;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a balancer makes of what its source pushes. */
final class SourceTest {

  /** Pushes what the test says. */
  private static class Pushed implements EndpointSource<String> {

    Receiver<? super String> receiver;
    int closed;

    @Override
    public String name() {
      return "registry";
    }

    @Override
    public Duration staleAfter() {
      return Duration.ofSeconds(30);
    }

    @Override
    public Subscription subscribe(Receiver<? super String> receiver, TimeAndChance timeAndChance) {
      this.receiver = receiver;
      return () -> closed++;
    }

    void push(String... ids) {
      receiver.onEndpoints(List.of(ids).stream().map(VirtualFleet::named).toList());
    }
  }

  private final Pushed source = new Pushed();
  private final List<SourceChange> changes = new ArrayList<>();
  private final VirtualFleet fleet =
      new VirtualFleet(0, builder -> builder.policy(SelectionPolicies.roundRobin()).source(source));

  SourceTest() {
    fleet.balancer.addListener(
        new BalancerListener() {
          @Override
          public void sourceChanged(SourceChange change) {
            changes.add(change);
          }
        });
  }

  private List<String> members() {
    fleet.settle();
    return fleet.balancer.snapshot().endpoints().stream().map(EndpointSnapshot::id).toList();
  }

  private SourceSnapshot look() {
    return Objects.requireNonNull(fleet.balancer.snapshot().source());
  }

  @Test
  void aSetIsUsedAtOnce() {
    source.push("a", "b");
    assertThat(members()).containsExactly("a", "b");
    assertThat(look().lastSuccess()).isEqualTo(fleet.ticker.instant());
    assertThat(look().successes()).isEqualTo(1);
  }

  @Test
  void seedsServeUntilTheFirstSet() {
    VirtualFleet seeded = new VirtualFleet(2, builder -> builder.source(source));
    assertThat(seeded.balancer.snapshot().endpoints()).hasSize(2);
    source.push("x");
    seeded.settle();
    assertThat(seeded.balancer.snapshot().endpoints()).hasSize(1);
  }

  @Test
  void whatIsFixedIsThereWhenTheBalancerIsBuilt() {
    VirtualFleet fixed =
        new VirtualFleet(
            0, builder -> builder.source(EndpointSource.fixed(VirtualFleet.endpoints(3))));
    assertThat(fixed.balancer.snapshot().endpoints()).hasSize(3);
    fixed.pass(Duration.ofDays(1));
    assertThat(Objects.requireNonNull(fixed.balancer.snapshot().source()).stale()).isFalse();
  }

  @Test
  void aStormOfSetsIsFiveTablesPerSecondAndEndsWithTheNewest() {
    source.push("a");
    fleet.settle();
    long before = fleet.balancer.snapshot().updates();
    for (int i = 0; i < 1000; i++) {
      source.push("a", "b" + i);
      fleet.pass(Duration.ofMillis(1));
    }
    fleet.pass(Duration.ofMillis(200));
    assertThat(fleet.balancer.snapshot().updates() - before).isBetween(4L, 6L);
    assertThat(members()).containsExactly("a", "b999");
  }

  @Test
  void aChangeAfterAPauseIsUsedWithoutDelay() {
    source.push("a");
    fleet.pass(Duration.ofMillis(200));
    source.push("b");
    assertThat(members()).containsExactly("b");
  }

  @Test
  void emptinessKeepsTheLastSetUnlessTheSourceIsSure() {
    source.push("a", "b");
    fleet.pass(Duration.ofSeconds(1));
    source.push();
    assertThat(members()).containsExactly("a", "b");
    assertThat(look().lastFailure()).isEqualTo("it answered with no endpoints");
    assertThat(fleet.balancer.snapshot().emptyUpdatesIgnored()).isEqualTo(1);
    source.receiver.onNone();
    assertThat(members()).isEmpty();
    assertThat(look().failuresInARow()).isZero();
  }

  @Test
  void errorsAndUnusableSetsKeepTheLastSet() {
    source.push("a");
    fleet.settle();
    source.receiver.onError("down\nforged line");
    assertThat(look().lastFailure()).isEqualTo("down\\u000aforged line");
    source.receiver.onEndpoints(List.of(Endpoint.of("x", "1"), Endpoint.of("x", "2")));
    assertThat(look().lastFailure()).contains("two different endpoints have the id \"x\"");
    assertThat(look().failuresInARow()).isEqualTo(2);
    assertThat(members()).containsExactly("a");
  }

  @Test
  void aPartThatCannotBeChosenKeepsTheLastSetAndTheNextIsTriedAgain() {
    AtomicBoolean broken = new AtomicBoolean();
    VirtualFleet part =
        new VirtualFleet(
            0,
            builder ->
                builder
                    .source(source)
                    .subsetting(
                        endpoints -> {
                          if (broken.get()) {
                            throw new AssertionError("no idea");
                          }
                          return endpoints.stream().map(Endpoint::id).collect(toSet());
                        }));
    source.push("a");
    part.settle();
    broken.set(true);
    source.push("b");
    part.pass(Duration.ofSeconds(1));
    source.receiver.onUnchanged();
    assertThat(part.look("a")).isNotNull();
    assertThat(Objects.requireNonNull(part.balancer.snapshot().source()).failuresInARow())
        .isEqualTo(1);
    broken.set(false);
    source.push("c");
    part.pass(Duration.ofSeconds(1));
    assertThat(part.look("c")).isNotNull();
  }

  @Test
  void staleAfterTheTimeThatTheSourceSaysAndFreshWithTheNextWord() {
    source.push("a");
    fleet.pass(Duration.ofSeconds(20));
    source.receiver.onUnchanged();
    fleet.pass(Duration.ofSeconds(29));
    assertThat(look().stale()).isFalse();
    source.receiver.onError("down");
    fleet.pass(Duration.ofSeconds(1));
    assertThat(look().stale()).isTrue();
    assertThat(look().age()).isEqualTo(Duration.ofSeconds(30));
    fleet.pass(Duration.ofHours(1));
    source.receiver.onUnchanged();
    fleet.settle();
    assertThat(look().stale()).isFalse();
    assertThat(changes).extracting(SourceChange::stale).containsExactly(true, false);
    assertThat(changes.get(0).reason()).isEqualTo("down");
    assertThat(members()).as("stale or not").containsExactly("a");
  }

  @Test
  void aSourceThatNeverSpokeIsStaleToo() {
    fleet.pass(Duration.ofSeconds(30));
    assertThat(look().stale()).isTrue();
    assertThat(look().lastSuccess()).isNull();
  }

  @Test
  void flappingForgetsNobody() {
    source.push("a", "b");
    fleet.settle();
    fleet.report("a", Outcome.success(), 3);
    for (int i = 0; i < 10; i++) {
      fleet.pass(Duration.ofSeconds(1));
      source.push("b");
      fleet.pass(Duration.ofSeconds(1));
      source.push("a", "b");
      fleet.settle();
    }
    assertThat(fleet.look("a").counts().successes()).isEqualTo(3);
  }

  @Test
  void closeEndsTheSubscriptionAndWhatComesLaterIsDropped() {
    source.push("a");
    fleet.settle();
    fleet.balancer.close();
    assertThat(source.closed).isEqualTo(1);
    source.push("b");
    source.receiver.onError("late");
    fleet.pass(Duration.ofMinutes(5));
    assertThat(members()).containsExactly("a");
    assertThat(look().failures()).isZero();
    assertThat(fleet.scheduler.pending()).isZero();
  }

  @Test
  void anUnchangedSetThatCouldNotBeUsedIsNoGoodNews() {
    source.push("a");
    fleet.pass(Duration.ofSeconds(20));
    source.push();
    source.receiver.onUnchanged();
    assertThat(look().failuresInARow()).isEqualTo(1);
    assertThat(look().age()).isEqualTo(Duration.ofSeconds(20));
    source.push("a");
    fleet.pass(Duration.ofSeconds(20));
    source.receiver.onUnchanged();
    assertThat(look().failuresInARow()).isZero();
    assertThat(look().age()).isZero();
  }

  @Test
  void aSetThatComesWhileAnotherIsAppliedFollows() {
    VirtualFleet busy =
        new VirtualFleet(
            0,
            builder ->
                builder
                    .source(source)
                    .subsetting(
                        endpoints -> {
                          Set<String> ids = endpoints.stream().map(Endpoint::id).collect(toSet());
                          if (ids.contains("a")) {
                            source.push("b");
                          }
                          return ids;
                        }));
    source.push("a");
    busy.pass(Duration.ofSeconds(1));
    assertThat(busy.balancer.snapshot().endpoints())
        .extracting(EndpointSnapshot::id)
        .containsExactly("b");
  }

  @Test
  void aSetThatThePolicyCannotUseIsAFailureThatSaysWhy() {
    VirtualFleet hashing =
        new VirtualFleet(
            0, builder -> builder.policy(SelectionPolicies.nginxConsistentHash()).source(source));
    source.push("a");
    source.receiver.onEndpoints(List.of(Endpoint.builder("b", "b").weight(0.5).build()));
    hashing.settle();
    SourceSnapshot seen = Objects.requireNonNull(hashing.balancer.snapshot().source());
    assertThat(seen.lastFailure()).startsWith("the set cannot be used: ").contains("0.5");
    assertThat(hashing.look("a")).isNotNull();
  }

  @Test
  void aReasonMayBeMissingOrLong() {
    source.receiver.onError(new IOException().getMessage());
    assertThat(look().lastFailure()).isEqualTo("null");
    source.receiver.onError("x".repeat(1000));
    assertThat(look().lastFailure()).hasSize(1000);
    source.receiver.onError("x".repeat(100_000));
    assertThat(look().lastFailure()).hasSizeLessThan(5000);
  }

  @Test
  void aSourceThatBothSpeaksAndIsSubscribedToAtOnceIsHeard() {
    Pushed eager =
        new Pushed() {
          @Override
          public Subscription subscribe(
              Receiver<? super String> receiver, TimeAndChance timeAndChance) {
            Subscription subscription = super.subscribe(receiver, timeAndChance);
            push("a");
            push("a", "b");
            return subscription;
          }
        };
    VirtualFleet heard = new VirtualFleet(0, builder -> builder.source(eager));
    assertThat(heard.balancer.snapshot().endpoints()).hasSize(2);
    assertThat(heard.balancer.snapshot().updates()).as("the newest only").isEqualTo(1);
  }

  @Test
  void aSourceThatThrowsWhenItIsClosedIsClosed() {
    VirtualFleet careless =
        new VirtualFleet(
            0,
            builder ->
                builder.source(
                    new Pushed() {
                      @Override
                      public Subscription subscribe(
                          Receiver<? super String> receiver, TimeAndChance timeAndChance) {
                        return () -> {
                          throw new IllegalStateException("closed twice");
                        };
                      }
                    }));
    careless.balancer.close();
    assertThat(careless.balancer.snapshot().closed()).isTrue();
    careless.pass(Duration.ofMinutes(1));
    assertThat(careless.scheduler.pending()).isZero();
  }

  @Test
  void aSourceWithoutANameOrATimeIsRefused() {
    Pushed forged =
        new Pushed() {
          @Override
          public String name() {
            return "registry\nWARN all is lost";
          }
        };
    Pushed timeless =
        new Pushed() {
          @Override
          public Duration staleAfter() {
            return Duration.ZERO;
          }
        };
    BalancerBuilder<String> builder = Balancer.builder("orders");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.source(forged))
        .withMessageContaining("source name \"registry\\u000aWARN all is lost\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.source(timeless))
        .withMessage("staleAfter of source registry is 0s; it must be positive");
  }

  @Test
  void aSourceThatCannotBeSubscribedToFailsTheBuild() {
    Pushed broken =
        new Pushed() {
          @Override
          public Subscription subscribe(
              Receiver<? super String> receiver, TimeAndChance timeAndChance) {
            throw new IllegalStateException("no such file");
          }
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> new VirtualFleet(0, builder -> builder.source(broken)))
        .withMessage("no such file");
  }

  /** The source is held by whoever made it; the balancer must not be held with it. */
  @Test
  void aBalancerThatIsDroppedEndsItsSubscription() {
    Pushed lasting = new Pushed();
    WeakReference<Balancer<String>> dropped =
        new WeakReference<>(Balancer.<String>builder("dropped").source(lasting).build());
    for (int i = 0; i < 100 && dropped.get() != null; i++) {
      System.gc();
    }
    for (int i = 0; i < 100 && lasting.closed == 0; i++) {
      System.gc();
      lasting.push("a");
    }
    assertThat(lasting.closed).isPositive();
  }
}
