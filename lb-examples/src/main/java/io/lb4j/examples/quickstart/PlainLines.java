package io.lb4j.examples.quickstart;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** One line a second, for pipes and logs; and the timeline's lines as they come. */
final class PlainLines implements Display {

  private final PrintWriter out;
  private int told;

  PlainLines(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void show(Frame frame, Timeline timeline) {
    List<String> events = timeline.lines();
    events.subList(told, events.size()).forEach(out::println);
    told = events.size();
    out.println(line(frame));
    out.flush();
  }

  private static String line(Frame frame) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%5.1f s  %-8s %d/s, %d failed, %d retries |",
                frame.seconds(),
                frame.phase().title(),
                frame.callsPerSecond(),
                frame.failures(),
                frame.retries()));
    for (Frame.Row row : frame.rows()) {
      line.append(' ').append(row.label()).append(' ').append(figures(row));
    }
    return line.toString();
  }

  private static String figures(Frame.Row row) {
    return switch (row.mood()) {
      case GOOD, CHANGING -> Math.round(100 * row.share()) + "%";
      case BAD, GONE -> row.state();
    };
  }
}
