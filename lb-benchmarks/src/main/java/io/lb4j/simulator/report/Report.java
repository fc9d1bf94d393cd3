package io.lb4j.simulator.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The committed report. Equal code gives equal files, byte for byte, on every machine whose {@code
 * Math.exp} agrees, which is known of JDK 17 and 25 on x86-64.
 */
public final class Report {

  /** Where the page lies in the folder of documents. */
  public static final String PAGE = "simulation.md";

  /** The table of all runs. */
  public static final String KEY_FIGURES = "simulation/key-figures.tsv";

  private static final String FOLDER = "simulation/";
  private static final long FIRST_SEED = 1;

  private Report() {}

  /**
   * Runs everything and writes it. Takes minutes.
   *
   * @param folder where the page goes, with a folder beside it for the rest
   * @param seeds runs of each policy in each scenario; at least 1
   * @param threads runs at once
   * @param progress is told of every scenario that is done, in a line
   * @throws IOException if a file cannot be written
   * @throws InterruptedException if the caller is interrupted meanwhile; nothing is written then
   */
  public static void generate(Path folder, int seeds, int threads, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<Long> all = LongStream.range(FIRST_SEED, FIRST_SEED + seeds).boxed().toList();
    Map<String, String> files = new LinkedHashMap<>();
    FigureTable table = ReportRuns.all(all, threads, progress);
    files.put(KEY_FIGURES, table.text());
    files.putAll(ofFigures(table));
    files.putAll(ofSeries());
    Files.createDirectories(folder.resolve(FOLDER));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** The files that follow from the key figures alone, by name. */
  static Map<String, String> ofFigures(FigureTable table) {
    Map<String, String> files = new LinkedHashMap<>();
    for (String scenario : Plan.RANKED) {
      files.put(
          FOLDER + Page.plotName(scenario),
          RangePlot.draw(
              "Latency by policy: " + scenario,
              Ranking.of(table, List.of(scenario), Contender.ALL).places().stream()
                  .map(place -> table.median(scenario, place.contender().policy()))
                  .toList()));
    }
    files.put(PAGE, new Page(table).text());
    return files;
  }

  /** The files that need runs of their own, by name. */
  static Map<String, String> ofSeries() {
    return SeriesPlots.draw(FIRST_SEED).entrySet().stream()
        .collect(Collectors.toMap(plot -> FOLDER + plot.getKey(), Map.Entry::getValue));
  }
}
