package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.health.FailureRun;
import io.lb4j.request.Outcome;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which runs an outcome makes longer, and which it ends. */
final class PackedRunTest {

  private static final Map<Character, Outcome> OUTCOMES =
      Map.of(
          'f', Outcome.failure(),
          'g', Outcome.gatewayFailure(),
          'b', Outcome.brokenConnection(),
          't', Outcome.timeout(),
          'c', Outcome.connectFailure(),
          'r', Outcome.rejected(),
          'i', Outcome.ignored());

  private static long after(String outcomes) {
    long run = 0;
    for (int i = 0; i < outcomes.length(); i++) {
      run = PackedRun.after(run, OUTCOMES.get(outcomes.charAt(i)));
    }
    return run;
  }

  @ParameterizedTest
  @CsvSource({
    "ffff, 4,4,0,0,0",
    "gggg, 4,4,4,0,0",
    "gfgg, 4,4,2,0,0",
    "gtbg, 4,2,2,0,0",
    "ftft, 4,2,0,1,0",
    "ccc, 3,0,0,3,3",
    "ccbc, 4,0,0,4,1",
    "cctc, 4,0,0,4,1",
    "ccfc, 4,1,0,1,1",
    "ccgc, 4,1,1,1,1",
    "ccrc, 3,0,0,1,1",
    "gggrg, 4,4,4,0,0",
    "fgcirii, 3,2,1,0,0",
    "fgcii, 3,2,1,1,1",
    "rrr, 0,0,0,0,0",
    "iii, 0,0,0,0,0"
  })
  void outcomesMakeRuns(
      String outcomes, int any, int responses, int gateway, int local, int connect) {
    assertThat(PackedRun.unpack(after(outcomes)))
        .isEqualTo(new FailureRun(any, responses, gateway, local, connect));
  }

  @Test
  void countsStopWithoutRunningIntoEachOther() {
    int most = FailureRun.MAX;
    assertThat(PackedRun.unpack(after("c".repeat(most + 5))))
        .isEqualTo(new FailureRun(most, 0, 0, most, most));
    assertThat(PackedRun.unpack(after("g".repeat(most + 5))))
        .isEqualTo(new FailureRun(most, most, most, 0, 0));
  }

  @Test
  void aRunIsZeroOnlyWithoutAnyFailure() {
    Random random = new Random(7);
    Character[] kinds = OUTCOMES.keySet().stream().sorted().toArray(Character[]::new);
    long run = 0;
    int failures = 0;
    for (int i = 0; i < 1000; i++) {
      Outcome outcome = OUTCOMES.get(kinds[random.nextInt(kinds.length)]);
      run = PackedRun.after(run, outcome);
      failures += outcome.isFailure() && outcome.kind() != Outcome.Kind.REJECTED ? 1 : 0;
      assertThat(PackedRun.unpack(run).any()).isEqualTo(failures);
      assertThat(run == 0).isEqualTo(failures == 0);
    }
  }
}
