package io.lb4j.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Something over time, or over servers, under several policies. */
final class LinePlot {

  private static final int WIDTH = 860;
  private static final int HEIGHT = 320;
  private static final int LEFT = 64;
  private static final int RIGHT = WIDTH - 20;
  private static final int TOP = 66;
  private static final int BOTTOM = HEIGHT - 44;

  private final String title;
  private final String xName;
  private final String yName;
  private final boolean logarithmic;
  private final List<Line> lines = new ArrayList<>();
  private final List<double[]> bands = new ArrayList<>();

  private record Line(String name, List<Point> points) {}

  /** A value at a place. */
  record Point(double x, double y) {}

  LinePlot(String title, String xName, String yName, boolean logarithmic) {
    this.title = title;
    this.xName = xName;
    this.yName = yName;
    this.logarithmic = logarithmic;
  }

  /** Adds a line; at most as many as there are colours. */
  LinePlot line(String name, List<Point> points) {
    lines.add(new Line(name, points));
    return this;
  }

  /** Marks a stretch in which something was wrong. */
  LinePlot band(double from, double until) {
    bands.add(new double[] {from, until});
    return this;
  }

  String draw() {
    double right = points().mapToDouble(Point::x).max().orElseThrow();
    double most = points().mapToDouble(Point::y).max().orElseThrow() * 1.1;
    double least = points().mapToDouble(Point::y).filter(y -> y > 0).min().orElseThrow() / 1.1;
    Scale x = Scale.linear(0, right, LEFT, RIGHT);
    Scale y =
        logarithmic
            ? Scale.logarithmic(least, most, BOTTOM, TOP)
            : Scale.linear(0, most, BOTTOM, TOP);
    Svg svg = new Svg(WIDTH, HEIGHT, title);
    for (double[] band : bands) {
      svg.area(x.at(band[0]), TOP, x.at(band[1]) - x.at(band[0]), BOTTOM - TOP, Svg.BAND);
    }
    for (double tick : y.ticks()) {
      svg.line(LEFT, y.at(tick), RIGHT, y.at(tick), Svg.GRID, 1);
      svg.text(LEFT - 8, y.at(tick) + 4, 12, Svg.FAINT, Svg.Anchor.END, Wording.tick(tick));
    }
    for (double tick : x.ticks()) {
      svg.text(x.at(tick), BOTTOM + 18, 12, Svg.FAINT, Svg.Anchor.MIDDLE, Wording.tick(tick));
    }
    svg.text(LEFT - 8, TOP - 10, 12, Svg.FAINT, Svg.Anchor.END, yName);
    svg.text(RIGHT, BOTTOM + 36, 12, Svg.FAINT, Svg.Anchor.END, xName);
    double legend = LEFT + 12;
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      svg.line(legend, 46, legend + 20, 46, Svg.COLORS[i], 3);
      svg.text(legend + 26, 50, 13, Svg.INK, Svg.Anchor.START, line.name());
      legend += 26 + 7.0 * line.name().length() + 24;
    }
    // The first line is the one that matters, so it is drawn over the others.
    for (int i = lines.size() - 1; i >= 0; i--) {
      StringBuilder path = new StringBuilder();
      for (Point point : lines.get(i).points()) {
        path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(point.x()), y.at(point.y())));
      }
      svg.path(path.toString().strip(), Svg.COLORS[i]);
    }
    return svg.toString();
  }

  private Stream<Point> points() {
    return lines.stream().flatMap(line -> line.points().stream());
  }
}
