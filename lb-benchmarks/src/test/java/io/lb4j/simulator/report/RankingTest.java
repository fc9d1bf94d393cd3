package io.lb4j.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTest {

  private static final Contender QUICK = new Contender("quick", "quick", "");
  private static final Contender SLOW = new Contender("slow", "slow", "");
  private static final List<Contender> BOTH = List.of(SLOW, QUICK);

  @Test
  void theBestScoresOneAndTwiceItsP99ScoresTwo() {
    FigureTable table =
        new FigureTable(List.of(figures("calm", "quick", 1, 10), figures("calm", "slow", 1, 20)));
    assertThat(Ranking.score(table, "calm", BOTH, QUICK)).isEqualTo(1);
    assertThat(Ranking.score(table, "calm", BOTH, SLOW)).isEqualTo(2);
  }

  @Test
  void oneCallInAHundredThatFailsCostsAsMuchAsTwiceTheP99() {
    FigureTable table =
        new FigureTable(
            List.of(figures("calm", "quick", 0.98, 10), figures("calm", "slow", 0.99, 20)));
    assertThat(Ranking.score(table, "calm", BOTH, QUICK)).isCloseTo(2, offset(1e-9));
    assertThat(Ranking.score(table, "calm", BOTH, SLOW)).isCloseTo(2, offset(1e-9));
  }

  @Test
  void scenariosCountAlikeByTheirGeometricMean() {
    FigureTable table =
        new FigureTable(
            List.of(
                figures("calm", "quick", 1, 10),
                figures("calm", "slow", 1, 20),
                figures("rough", "quick", 1, 80),
                figures("rough", "slow", 1, 10)));
    Ranking ranking = Ranking.of(table, List.of("calm", "rough"), BOTH);
    assertThat(ranking.best().contender()).isEqualTo(SLOW);
    assertThat(ranking.rank(QUICK)).isEqualTo(2);
    assertThat(ranking.place(QUICK).score()).isCloseTo(Math.sqrt(8), offset(1e-9));
    assertThat(ranking.place(QUICK).worst()).isEqualTo("rough");
  }

  private static KeyFigures figures(String scenario, String policy, double success, long p99) {
    return new KeyFigures(scenario, policy, 1, success, 1, p99, p99, 1, 1, 0, 0, 0);
  }
}
