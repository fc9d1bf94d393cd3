package io.lb4j.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks take turns, whoever brings them and whatever they throw. */
final class TurnsTest {

  private final Turns turns = new Turns();
  private final List<String> done = new ArrayList<>();

  @Test
  void aTaskThatCausesAnotherEndsFirst() {
    turns.take(
        () -> {
          turns.take(() -> done.add("second"));
          done.add("first");
        });
    assertThat(done).containsExactly("first", "second");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatATaskThrowsKeepsNobodyElseFromTheirTurn(boolean error) {
    assertThatThrownBy(
            () ->
                turns.take(
                    () -> {
                      turns.take(() -> done.add("left behind"));
                      if (error) {
                        throw new AssertionError("a bug of the user's");
                      }
                      throw new IllegalStateException("a bug of the user's");
                    }))
        .hasMessage("a bug of the user's");
    assertThat(done).containsExactly("left behind");
    turns.take(() -> done.add("later"));
    assertThat(done).containsExactly("left behind", "later");
  }

  @Test
  void tasksOfManyThreadsRunOneAtATime() throws InterruptedException {
    int[] count = new int[1];
    CountDownLatch ended = new CountDownLatch(4);
    for (int thread = 0; thread < 4; thread++) {
      new Thread(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  turns.take(() -> count[0]++);
                }
                ended.countDown();
              })
          .start();
    }
    ended.await();
    // Once more, so that what the last one left to another has run.
    CountDownLatch last = new CountDownLatch(1);
    turns.take(last::countDown);
    last.await();
    assertThat(count[0]).isEqualTo(400_000);
  }
}
