package io.lb4j.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveTableTest {

  private static final Frame FRAME =
      new Frame(
          3,
          Phase.SLOW,
          300,
          900,
          0,
          2,
          List.of(
              new Frame.Row(":9001", Frame.Mood.GOOD, "HEALTHY", 0.25, 2, 12.3, ""),
              new Frame.Row(":9002", Frame.Mood.BAD, "EJECTED", 0, 0, Double.NaN, "killed")));

  private final StringWriter out = new StringWriter();
  private final Timeline timeline = new Timeline();

  @Test
  void secondFrameGoesOverTheFirst() {
    LiveTable table = table(false);
    timeline.tell("something happens");
    table.show(FRAME, timeline);
    int height = (int) out.toString().chars().filter(c -> c == '\n').count();
    out.getBuffer().setLength(0);

    table.show(FRAME, timeline);

    assertThat(out.toString()).contains("\033[" + height + "A\r");
  }

  @Test
  void showsWhatIsKnownOfEachEndpoint() {
    table(false).show(FRAME, timeline);

    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches(".*:9001 +25 % =+ +2 +12 ms +HEALTHY .*"))
        .anyMatch(line -> line.matches(".*:9002 +0 % +0 +- +EJECTED +killed.*"));
  }

  @Test
  void colorsAreLeftOutOnRequest() {
    table(false).show(FRAME, timeline);
    assertThat(out.toString()).doesNotContainPattern("\033\\[[0-9]*m");

    table(true).show(FRAME, timeline);
    assertThat(out.toString()).containsPattern("\033\\[31m *EJECTED");
  }

  private LiveTable table(boolean colors) {
    return new LiveTable(new PrintWriter(out), colors);
  }
}
