package io.lb4j.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventQueueTest {

  private final EventQueue queue = new EventQueue();

  @Test
  void eventsOfOneMomentComeInTheOrderOfTheirSubmission() {
    Named a = new Named();
    Named b = new Named();
    Named c = new Named();
    queue.schedule(a, 5);
    queue.schedule(b, 5);
    queue.schedule(c, 5);
    queue.schedule(a, 5);
    assertThat(drain()).containsExactly(b, c, a);
  }

  @Test
  void whateverIsAddedMovedAndRemovedComesInOrder() {
    Random random = new Random(1);
    List<Named> model = new ArrayList<>();
    List<Named> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(new Named());
    }
    long sequence = 0;
    for (int step = 0; step < 100_000; step++) {
      Named event = all.get(random.nextInt(all.size()));
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          event.time = random.nextInt(500);
          event.sequence = sequence++;
          queue.schedule(event, event.time);
          if (!model.contains(event)) {
            model.add(event);
          }
        }
        case 2 -> {
          queue.remove(event);
          model.remove(event);
        }
        default -> {
          if (!model.isEmpty() && step % 16 == 0) {
            model.sort(Named.ORDER);
            assertThat(queue.poll()).isSameAs(model.remove(0));
          }
        }
      }
    }
    model.sort(Named.ORDER);
    assertThat(drain()).containsExactlyElementsOf(model);
  }

  private List<Event> drain() {
    List<Event> events = new ArrayList<>();
    for (Event event = queue.poll(); event != null; event = queue.poll()) {
      assertThat(event.isScheduled()).isFalse();
      events.add(event);
    }
    return events;
  }

  private static final class Named extends Event {

    static final Comparator<Named> ORDER =
        Comparator.<Named>comparingLong(e -> e.time).thenComparingLong(e -> e.sequence);

    long time;
    long sequence;

    @Override
    protected void happen() {}
  }
}
