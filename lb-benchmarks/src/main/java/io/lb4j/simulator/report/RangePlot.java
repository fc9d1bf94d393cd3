package io.lb4j.simulator.report;

import java.util.List;

/** A scenario's latencies by policy: p50, p99 and p99.9 on one line each, in the order given. */
final class RangePlot {

  private static final int WIDTH = 860;
  private static final int LEFT = 190;
  private static final int RIGHT = 740;
  private static final int TOP = 62;
  private static final int ROW = 22;

  /** Calls failed beyond the best policy's that are worth a look. */
  private static final double NOTABLE = 0.001;

  private RangePlot() {}

  static String draw(String title, List<KeyFigures> rows) {
    int bottom = TOP + ROW * rows.size();
    double low = rows.stream().mapToLong(KeyFigures::p50Nanos).min().orElseThrow() / 1e6;
    double high = rows.stream().mapToLong(KeyFigures::p999Nanos).max().orElseThrow() / 1e6;
    Scale scale = Scale.logarithmic(low / 1.2, high * 1.2, LEFT, RIGHT);
    Svg svg = new Svg(WIDTH, bottom + 44, title);
    svg.text(LEFT, 48, 12, Svg.FAINT, Svg.Anchor.START, "○ p50   ● p99   │ p99.9");
    svg.text(WIDTH - 16, 48, 12, Svg.FAINT, Svg.Anchor.END, "success");
    for (double tick : scale.ticks()) {
      double x = scale.at(tick);
      svg.line(x, TOP, x, bottom, Svg.GRID, 1);
      svg.text(x, bottom + 18, 12, Svg.FAINT, Svg.Anchor.MIDDLE, Wording.tick(tick));
    }
    svg.text(RIGHT, bottom + 36, 12, Svg.FAINT, Svg.Anchor.END, "ms, logarithmic");
    double best = rows.stream().mapToDouble(KeyFigures::success).max().orElseThrow();
    for (int i = 0; i < rows.size(); i++) {
      drawRow(svg, scale, rows.get(i), TOP + ROW * i + ROW / 2.0, best);
    }
    return svg.toString();
  }

  private static void drawRow(Svg svg, Scale scale, KeyFigures row, double y, double best) {
    boolean isDefault = row.policy().equals(Contender.DEFAULT.policy());
    boolean fails = best - row.success() >= NOTABLE;
    String color = isDefault ? Svg.COLORS[0] : Svg.FAINT;
    String label = Contender.labelOf(row.policy());
    svg.text(LEFT - 12, y + 4, 13, isDefault ? color : Svg.INK, Svg.Anchor.END, label);
    double p50 = scale.at(row.p50Nanos() / 1e6);
    double p99 = scale.at(row.p99Nanos() / 1e6);
    double p999 = scale.at(row.p999Nanos() / 1e6);
    svg.line(p50, y, p999, y, color, 1.5);
    svg.line(p999, y - 5, p999, y + 5, color, 1.5);
    svg.dot(p50, y, 4, "#ffffff", color);
    svg.dot(p99, y, 5, color, color);
    svg.text(
        WIDTH - 16,
        y + 4,
        13,
        fails ? Svg.COLORS[1] : Svg.INK,
        Svg.Anchor.END,
        Wording.percent(row.success()));
  }
}
