package io.lb4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time passes only when told to, and always the same way. */
final class ManualSchedulerTest {

  private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 10, Instant.EPOCH);
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final List<String> ran = new ArrayList<>();

  private Scheduler.Cancellable at(long nanos, String name) {
    return scheduler.schedule(() -> ran.add(name + "@" + elapsed()), nanos);
  }

  private long elapsed() {
    return ticker.nanoTime() - (Long.MAX_VALUE - 10);
  }

  @Test
  void tasksRunInOrderOfTimeThenOfSubmissionEvenAcrossAWrap() {
    at(20, "c");
    at(5, "a");
    at(20, "d");
    at(10, "b");
    scheduler.advance(Duration.ofNanos(15));
    assertThat(ran).containsExactly("a@5", "b@10");
    scheduler.advance(Duration.ofNanos(15));
    assertThat(ran).containsExactly("a@5", "b@10", "c@20", "d@20");
    assertThat(elapsed()).isEqualTo(30);
    assertThat(ticker.instant()).isEqualTo(Instant.ofEpochSecond(0, 30));
  }

  @Test
  void tasksThatTasksSubmitRunInTheSameAdvance() {
    scheduler.schedule(() -> at(5, "child"), 5);
    scheduler.advance(Duration.ofNanos(10));
    assertThat(ran).containsExactly("child@10");
  }

  @Test
  void cancelledTasksDoNotRun() {
    Scheduler.Cancellable task = at(5, "never");
    task.cancel();
    task.cancel();
    assertThat(scheduler.pending()).isZero();
    scheduler.advance(Duration.ofNanos(10));
    assertThat(ran).isEmpty();
  }

  @Test
  void callbacksRunWhenDue() {
    scheduler.execute(() -> ran.add("callback"));
    assertThat(ran).isEmpty();
    scheduler.runDue();
    assertThat(ran).containsExactly("callback");
  }

  @Test
  void aTaskThatThrowsStopsNoOtherAndIsReported() {
    scheduler.schedule(
        () -> {
          throw new IllegalStateException("bug");
        },
        1);
    at(2, "after");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> scheduler.advance(Duration.ofNanos(5)))
        .withCauseInstanceOf(IllegalStateException.class);
    assertThat(ran).containsExactly("after@2");
  }

  @Test
  void timeDoesNotGoBackThroughTheScheduler() {
    assertThatIllegalArgumentException().isThrownBy(() -> scheduler.advance(Duration.ofNanos(-1)));
  }

  @Test
  void aScriptComesFirstThenTheSeed() {
    ScriptedRandom random = ScriptedRandom.of(1, 2);
    assertThat(random.nextLong()).isEqualTo(1);
    assertThat(random.nextLong()).isEqualTo(2);
    long third = random.nextLong();
    ScriptedRandom again = ScriptedRandom.of(9, 9);
    again.nextLong();
    again.nextLong();
    assertThat(again.nextLong()).isEqualTo(third);
    assertThat(ScriptedRandom.seeded(1).nextLong())
        .isNotEqualTo(ScriptedRandom.seeded(2).nextLong());
  }
}
