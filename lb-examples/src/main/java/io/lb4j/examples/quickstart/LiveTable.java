package io.lb4j.examples.quickstart;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table that is redrawn in place, with the latest events below it. */
final class LiveTable implements Display {

  private static final int EVENTS_SHOWN = 7;
  private static final int BAR_WIDTH = 20;

  private static final String UP = "\033[";
  private static final String LINES = "A\r";
  private static final String CLEAR_TO_END_OF_LINE = "\033[K";
  // A line that wraps would be two, and the cursor would go up too little.
  private static final String CUT_LONG_LINES = "\033[?7l";
  private static final String WRAP_LONG_LINES = "\033[?7h";

  private final PrintWriter out;
  private final boolean colors;
  private int height;

  LiveTable(PrintWriter out, boolean colors) {
    this.out = out;
    this.colors = colors;
  }

  @Override
  public void show(Frame frame, Timeline timeline) {
    List<String> lines = lines(frame, timeline);
    StringBuilder picture = new StringBuilder(CUT_LONG_LINES);
    if (height > 0) {
      picture.append(UP).append(height).append(LINES);
    }
    lines.forEach(line -> picture.append(line).append(CLEAR_TO_END_OF_LINE).append('\n'));
    height = lines.size();
    out.print(picture.append(WRAP_LONG_LINES));
    out.flush();
  }

  /** Never fewer than the last time: neither endpoints nor events become fewer. */
  private List<String> lines(Frame frame, Timeline timeline) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%5.1f s  %s  %d calls, %d/s, %d failed, %d retried",
            frame.seconds(),
            styled(String.format(Locale.ROOT, "%-8s", frame.phase().title()), "1"),
            frame.calls(),
            frame.callsPerSecond(),
            frame.failures(),
            frame.retries()));
    lines.add("");
    lines.add(
        "  server  share                      in flight      p99  state             in truth");
    frame.rows().forEach(row -> lines.add(line(row)));
    lines.add("");
    List<String> events = timeline.lines();
    lines.addAll(events.subList(Math.max(0, events.size() - EVENTS_SHOWN), events.size()));
    return lines;
  }

  private String line(Frame.Row row) {
    String bar = "=".repeat((int) Math.round(BAR_WIDTH * Math.min(1, 2 * row.share())));
    String p99 =
        Double.isNaN(row.p99Millis())
            ? "-"
            : String.format(Locale.ROOT, "%.0f ms", row.p99Millis());
    return String.format(
        Locale.ROOT,
        "  %-6s  %3.0f %% %-20s  %9d  %7s  %s  %s",
        row.label(),
        100 * row.share(),
        bar,
        row.inFlight(),
        p99,
        styled(String.format(Locale.ROOT, "%-16s", row.state()), color(row.mood())),
        row.condition());
  }

  private static String color(Frame.Mood mood) {
    return switch (mood) {
      case GOOD -> "32";
      case CHANGING -> "33";
      case BAD -> "31";
      case GONE -> "2";
    };
  }

  private String styled(String text, String style) {
    return colors ? "\033[" + style + "m" + text + "\033[0m" : text;
  }
}
