package io.lb4j.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.RandomSource;
import io.lb4j.zone.RegionShares.Region;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RegionSharesTest {

  private static final RegionPolicy AT_EU = RegionPolicy.at("eu");

  /** A region, healthy by so many percent, that answers within some milliseconds. */
  private static Region region(String name, double healthy, double millis) {
    return region(name, healthy, millis, 0);
  }

  private static Region region(String name, double healthy, double millis, double load) {
    return new Region(
        new LocalityHealth(name, 1, healthy, 100), new ObservedRegion(name, millis, load));
  }

  private static String text(RegionShares shares, String... names) {
    List<String> texts = new ArrayList<>();
    for (String name : names) {
      texts.add(name + " " + Math.round(1_000 * shares.of(name)) / 10.0);
    }
    return String.join(", ", texts).replace(".0", "");
  }

  @Test
  void atFirstTheBestHasAllThatItCanCarryAndTheNextTheRest() {
    List<Region> regions =
        List.of(region("ap", 100, 200), region("eu", 50, 5), region("us", 10, 80));
    RegionShares shares = RegionShares.none(AT_EU).carried(regions);
    assertThat(text(shares, "eu", "us", "ap")).isEqualTo("eu 70, us 14, ap 16");
    assertThat(shares.parts(regions)).hasToString("[1600, 7000, 1400]");
  }

  @Test
  void trafficLeavesAtOnceAndComesBackStepByStep() {
    List<Region> well = List.of(region("eu", 100, 5), region("us", 100, 80));
    RegionShares shares = RegionShares.none(AT_EU).carried(well);
    assertThat(text(shares, "eu", "us")).isEqualTo("eu 100, us 0");
    shares = shares.carried(List.of(region("eu", 0, 5), region("us", 100, 80)));
    assertThat(text(shares, "eu", "us")).isEqualTo("eu 0, us 100");
    shares = shares.carried(well);
    assertThat(text(shares, "eu", "us")).as("before a step").isEqualTo("eu 0, us 100");
    List<Long> percents = new ArrayList<>();
    for (int step = 0; step < 12; step++) {
      shares = shares.stepped(well).carried(well);
      percents.add(Math.round(100 * shares.of("eu")));
    }
    assertThat(percents)
        .containsExactly(10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L, 100L, 100L, 100L);
    assertThat(shares.stepped(well)).as("nothing is to move").isSameAs(shares);
  }

  @Test
  void aStepNeverExceedsWhatTheBetterOneCanCarry() {
    List<Region> regions = List.of(region("eu", 10, 5), region("us", 100, 80));
    RegionShares shares =
        RegionShares.none(AT_EU).carried(List.of(region("eu", 0, 5), region("us", 100, 80)));
    shares = shares.stepped(regions).stepped(regions).stepped(regions);
    assertThat(text(shares, "eu", "us")).isEqualTo("eu 14, us 86");
  }

  @Test
  void whatIsBetterByLessThanTheHysteresisMovesNothing() {
    RegionShares shares =
        RegionShares.none(AT_EU).carried(List.of(region("eu", 100, 100), region("us", 100, 101)));
    assertThat(shares.stepped(List.of(region("eu", 100, 109), region("us", 100, 100))))
        .isSameAs(shares);
    assertThat(
            text(
                shares.stepped(List.of(region("eu", 100, 111), region("us", 100, 100))),
                "eu",
                "us"))
        .isEqualTo("eu 90, us 10");
  }

  @Test
  void withLoadInTheScoreTheSharesSettleWhereTheScoresMeet() {
    // Both are as near; eu has a limit of 50 for 100 requests in flight, us one of 200.
    RegionPolicy policy =
        AT_EU.withScore(RegionScore.defaults().withWeights(1, 100, 0)).withSteps(0.05, S5);
    RegionShares shares =
        RegionShares.none(policy).carried(List.of(region("eu", 100, 10), region("us", 100, 10)));
    int moves = 0;
    for (int step = 0; step < 100; step++) {
      List<Region> seen =
          List.of(
              region("eu", 100, 10, 100 * shares.of("eu") / 50),
              region("us", 100, 10, 100 * shares.of("us") / 200));
      RegionShares next = shares.stepped(seen);
      moves += next == shares ? 0 : 1;
      shares = next;
    }
    assertThat(shares.of("eu")).isCloseTo(0.2, within(0.05));
    assertThat(moves).as("then they stay").isLessThan(25);
  }

  private static final Duration S5 = Duration.ofSeconds(5);

  @Test
  void costCountsAgainstLatency() {
    RegionPolicy policy =
        AT_EU.withScore(
            RegionScore.defaults().withWeights(1, 0, 10).withCost("eu", 3).withCost("us", 1));
    List<Region> regions = List.of(region("eu", 100, 5), region("us", 100, 20));
    assertThat(policy.score().of(regions.get(0).observed())).isEqualTo(35);
    assertThat(policy.score().of(regions.get(1).observed())).isEqualTo(30);
    assertThat(text(RegionShares.none(policy).carried(regions), "eu", "us"))
        .isEqualTo("eu 0, us 100");
  }

  @Test
  void ofUnknownRegionsHomeIsFirstAndTheOthersComeAfterThoseThatAreKnown() {
    List<Region> unknown = List.of(region("ap", 100, Double.NaN), region("eu", 100, Double.NaN));
    RegionShares shares = RegionShares.none(AT_EU).carried(unknown);
    assertThat(text(shares, "eu", "ap")).isEqualTo("eu 100, ap 0");
    List<Region> expected = List.of(region("eu", 100, Double.NaN), region("us", 100, 80));
    assertThat(text(RegionShares.none(AT_EU).carried(expected), "eu", "us"))
        .as("home counts as near until it is known")
        .isEqualTo("eu 100, us 0");
    List<Region> slowHome = List.of(region("ap", 100, Double.NaN), region("eu", 100, 900));
    assertThat(shares.stepped(slowHome)).as("nobody knows whether ap is better").isSameAs(shares);
    assertThat(RegionShares.none(AT_EU).carried(unknown).inOrder(slowHome))
        .extracting(region -> region.health().name())
        .containsExactly("eu", "ap");
  }

  @Test
  void whatIsExpectedCountsUntilSomethingIsSeen() {
    RegionScore score = RegionScore.defaults().withExpectedLatency("us", Duration.ofMillis(80));
    assertThat(score.of(ObservedRegion.unknown("us"))).isEqualTo(80);
    assertThat(score.of(new ObservedRegion("us", 95, 0))).isEqualTo(95);
    assertThat(score.of(ObservedRegion.unknown("ap"))).isNaN();
    assertThat(score.withWeights(0, 0, 1).of(ObservedRegion.unknown("ap"))).isZero();
  }

  @Test
  void aRegionThatJoinsBeginsWithNothingAndOneThatLeavesGivesBackWhatItHad() {
    RegionShares shares = RegionShares.none(AT_EU).carried(List.of(region("us", 100, 80)));
    List<Region> both = List.of(region("eu", 100, 5), region("us", 100, 80));
    shares = shares.carried(both);
    assertThat(text(shares, "eu", "us")).isEqualTo("eu 0, us 100");
    shares = shares.stepped(both).carried(List.of(region("eu", 100, 5)));
    assertThat(text(shares, "eu", "us")).isEqualTo("eu 100, us 0");
  }

  @Test
  void whenNobodyCanServeTheSharesStay() {
    List<Region> well = List.of(region("eu", 50, 5), region("us", 100, 80));
    RegionShares shares = RegionShares.none(AT_EU).carried(well);
    List<Region> dead = List.of(region("eu", 0, 5), region("us", 0, 80));
    assertThat(shares.carried(dead)).isSameAs(shares);
    assertThat(RegionShares.none(AT_EU).carried(dead).isNone()).isTrue();
  }

  @Test
  void whateverHappensSharesAddUpAndNobodyGetsMoreThanItCanCarry() {
    RandomSource random = ScriptedRandom.seeded(3);
    RegionShares shares = RegionShares.none(AT_EU);
    for (int round = 0; round < 3_000; round++) {
      List<Region> regions =
          IntStream.range(0, 1 + random.nextInt(5))
              .mapToObj(
                  i ->
                      region(
                          "r" + i,
                          i == 0 ? 1 + random.nextInt(100) : random.nextInt(101),
                          random.nextInt(4) == 0 ? Double.NaN : random.nextInt(300)))
              .toList();
      RegionShares carried = shares.carried(regions);
      RegionShares stepped = carried.stepped(regions);
      double available = regions.stream().mapToDouble(r -> AT_EU.availability(r.health())).sum();
      double moved = 0;
      double sum = 0;
      for (Region region : regions) {
        String name = region.health().name();
        double most = AT_EU.availability(region.health()) / Math.min(1, available);
        assertThat(stepped.of(name)).isBetween(-1e-9, most + 1e-9);
        moved += Math.max(0, stepped.of(name) - carried.of(name));
        sum += stepped.of(name);
      }
      assertThat(sum).isCloseTo(1, within(1e-9));
      assertThat(moved).isLessThanOrEqualTo(0.1 + 1e-9);
      shares = stepped;
    }
  }

  @Test
  void badValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AT_EU.withSteps(0, S5))
        .withMessageContaining("step is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AT_EU.withHysteresis(-1))
        .withMessageContaining("-1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegionScore.defaults().withCost("us", Double.NaN))
        .withMessageContaining("the cost of region us is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegionScore.defaults().withWeights(0, 0, 0))
        .withMessageContaining("at least one must");
  }
}
