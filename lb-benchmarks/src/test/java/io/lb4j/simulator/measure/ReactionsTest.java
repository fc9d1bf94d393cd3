package io.lb4j.simulator.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.simulator.fleet.Episode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Timelines of a server among three, one digit of tens of requests per second for each. */
class ReactionsTest {

  @Test
  void aServerIsAvoidedFromTheFirstIntervalThatSparesItAndBackWhenItHasHalfItsShare() {
    Reactions reactions = reactions("9 9 9 1 1 1 1 3 6 9", 2, 6);
    assertThat(reactions.medianToDetectNanos()).isEqualTo(2_000_000_000L);
    assertThat(reactions.medianToRecoverNanos()).isEqualTo(3_000_000_000L);
  }

  @Test
  void aServerThatIsNeverAvoidedIsNotDetected() {
    Reactions reactions = reactions("9 9 9 9 9 9 9 9 9 9", 2, 6);
    assertThat(reactions.episodes()).isEqualTo(1);
    assertThat(reactions.detected()).isZero();
    assertThat(reactions.recovered()).isEqualTo(1);
  }

  @Test
  void anEpisodeThatDoesNotEndIsNotRecoveredFrom() {
    Reactions reactions = reactions("9 9 1 1 1", 2, Long.MAX_VALUE / 1_000_000_000);
    assertThat(reactions.detected()).isEqualTo(1);
    assertThat(reactions.ended()).isZero();
  }

  @Test
  void whatIsUsualForALightServerIsNotTakenForAvoidance() {
    assertThat(reactions("2 2 2 2 2 2 2 2 2 2", 2, 6).detected()).isZero();
    assertThat(reactions("2 2 2 2 0 0 2 2 2 2", 2, 6).medianToDetectNanos())
        .isEqualTo(3_000_000_000L);
  }

  @Test
  void whatBeginsAgainIsRecoveredFromInBetweenOrNot() {
    Reactions reactions = reactions("9 9 9 1 1 9 1 1 1 9", episode(2, 4), episode(7, 9));
    assertThat(reactions.episodes()).isEqualTo(2);
    assertThat(reactions.detected()).isEqualTo(2);
    assertThat(reactions.recovered()).isEqualTo(2);
    assertThat(reactions("9 9 9 1 1 1 1 9 1 9", episode(2, 4), episode(7, 9)).recovered())
        .isEqualTo(1);
  }

  @Test
  void whatOverlapsOnOneServerIsOneEpisode() {
    Reactions reactions = reactions("9 9 9 1 1 1 1 9 9 9", episode(2, 7), episode(3, 5));
    assertThat(reactions.episodes()).isEqualTo(1);
    assertThat(reactions.medianToDetectNanos()).isEqualTo(2_000_000_000L);
    assertThat(reactions.medianToRecoverNanos()).isEqualTo(1_000_000_000L);
  }

  private static Reactions reactions(String tens, long fromSecond, long untilSecond) {
    return reactions(tens, episode(fromSecond, untilSecond));
  }

  private static Episode episode(long fromSecond, long untilSecond) {
    return new Episode(0, fromSecond * 1_000_000_000L, untilSecond * 1_000_000_000L);
  }

  private static Reactions reactions(String tens, Episode... episodes) {
    List<Interval> intervals = new ArrayList<>();
    List<Counts> attempts = new ArrayList<>();
    for (String ten : tens.split(" ", -1)) {
      intervals.add(new Interval((intervals.size() + 1) * 1_000_000_000L, 0, 0, 0, 0, 0, 0, 0));
      attempts.add(Counts.copyOf(new int[] {10 * Integer.parseInt(ten), 90, 90}, 3));
    }
    return Reactions.of(List.of(episodes), intervals, attempts);
  }
}
