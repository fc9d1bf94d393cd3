package io.lb4j.benchmarks.experiment;

import io.lb4j.select.SelectionPolicies;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what a slow backend does to latency under round robin and under the default policy. */
public final class SlowBackendPlot {

  private static final long SEED = 1;

  private SlowBackendPlot() {}

  /**
   * Writes the plot and prints the success rates.
   *
   * @param args the file to write, {@code docs/images/slow-backend.png} unless given
   * @throws IOException if the file cannot be written
   */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args.length > 0 ? args[0] : "docs/images/slow-backend.png");
    SlowBackend.Result roundRobin = SlowBackend.run(SelectionPolicies.roundRobin(), SEED);
    SlowBackend.Result peakEwma = SlowBackend.run(SelectionPolicies.peakEwma(), SEED);
    System.out.printf(
        Locale.ROOT,
        "answered within 1 s: round robin %.2f %%, peak EWMA %.2f %%%n",
        100 * roundRobin.successRate(),
        100 * peakEwma.successRate());
    XYChart chart =
        new XYChartBuilder()
            .width(860)
            .height(320)
            .title("p99 latency while one of 11 backends answers in 2 s")
            .xAxisTitle("seconds")
            .yAxisTitle("ms")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.getStyler().setMarkerSize(0);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(2200.0);
    chart.getStyler().setXAxisMax((double) SlowBackend.SECONDS);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    draw(chart, "round robin", roundRobin, new Color(0xc0392b));
    draw(chart, "lb4j default (peak EWMA)", peakEwma, new Color(0x1f77b4));
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    BitmapEncoder.saveBitmapWithDPI(chart, file.toString(), BitmapFormat.PNG, 144);
  }

  private static void draw(XYChart chart, String name, SlowBackend.Result result, Color color) {
    double[] seconds = IntStream.range(0, SlowBackend.SECONDS).asDoubleStream().toArray();
    var series = chart.addSeries(name, seconds, result.p99Millis());
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(2));
  }
}
