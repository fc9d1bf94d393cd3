package io.lb4j.simulator.report;

import java.util.Locale;

/**
 * Writes a picture. Its background is its own and opaque, so that it looks the same on light and on
 * dark pages. Coordinates have one decimal: equal pictures are equal texts.
 */
final class Svg {

  static final String INK = "#24292f";
  static final String FAINT = "#57606a";
  static final String GRID = "#d8dee4";
  static final String BAND = "#fff1e5";

  /** Apart for all kinds of colour vision, by Okabe and Ito. */
  static final String[] COLORS = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

  enum Anchor {
    START,
    MIDDLE,
    END
  }

  private final StringBuilder text = new StringBuilder();

  Svg(int width, int height, String title) {
    text.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d"
                + " %d\" font-family=\"Helvetica, Arial, sans-serif\" role=\"img\">\n",
            width,
            height,
            width,
            height));
    text.append("<title>").append(escaped(title)).append("</title>\n");
    text.append("<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#ffffff\"/>\n");
    text(16, 26, 15, INK, Anchor.START, "bold", title);
  }

  Svg text(double x, double y, int size, String color, Anchor anchor, String content) {
    return text(x, y, size, color, anchor, "normal", content);
  }

  private Svg text(
      double x, double y, int size, String color, Anchor anchor, String weight, String content) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" fill=\"%s\" text-anchor=\"%s\""
            + " font-weight=\"%s\">%s</text>",
        x, y, size, color, anchor.name().toLowerCase(Locale.ROOT), weight, escaped(content));
  }

  Svg line(double x1, double y1, double x2, double y2, String color, double width) {
    return add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
            + " stroke-width=\"%.1f\"/>",
        x1, y1, x2, y2, color, width);
  }

  Svg dot(double x, double y, double radius, String fill, String stroke) {
    return add(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" stroke=\"%s\""
            + " stroke-width=\"1.5\"/>",
        x, y, radius, fill, stroke);
  }

  Svg area(double x, double y, double width, double height, String fill) {
    return add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
        x, y, width, height, fill);
  }

  /** A line through points, such as {@code "1.0,2.0 3.0,4.0"}. */
  Svg path(String points, String color) {
    return add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\""
            + " stroke-linejoin=\"round\"/>",
        points, color);
  }

  private Svg add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  private static String escaped(String content) {
    return content
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return text + "</svg>\n";
  }
}
