package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckScheduleTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long YEAR = Duration.ofDays(365).toNanos();

  private final CheckSchedule<String> schedule = new CheckSchedule<>(0);

  private List<String> due() {
    List<String> due = new ArrayList<>();
    for (String who; (who = schedule.pollDue()) != null; ) {
      due.add(who);
    }
    return due;
  }

  @Test
  void whoeverIsDueComesOutOnceTheLongestDueFirst() {
    schedule.add("second", SECOND / 2);
    schedule.add("first", SECOND / 4);
    schedule.add("third", SECOND / 2);
    schedule.add("later", 2 * SECOND);
    assertThat(due()).isEmpty();
    schedule.advance(SECOND);
    assertThat(due()).containsExactly("first", "second", "third");
    assertThat(due()).isEmpty();
  }

  @Test
  void aClockThatJumpsAheadIsWorthASecond() {
    schedule.add("soon", SECOND);
    schedule.add("later", 3 * SECOND);
    schedule.advance(100 * YEAR);
    assertThat(due()).containsExactly("soon");
    schedule.advance(100 * YEAR + SECOND);
    assertThat(due()).isEmpty();
    schedule.advance(100 * YEAR + 2 * SECOND);
    assertThat(due()).containsExactly("later");
  }

  @Test
  void aClockThatIsSetBackCostsNothing() {
    schedule.add("soon", SECOND);
    schedule.advance(-YEAR);
    schedule.advance(-YEAR + SECOND);
    assertThat(due()).containsExactly("soon");
  }

  @Test
  void aClockThatWrapsIsNoMatter() {
    CheckSchedule<String> late = new CheckSchedule<>(Long.MAX_VALUE - 10);
    late.add("soon", 20);
    late.advance(Long.MIN_VALUE + 5);
    assertThat(late.pollDue()).isNull();
    late.advance(Long.MIN_VALUE + 9);
    assertThat(late.pollDue()).isEqualTo("soon");
  }
}
