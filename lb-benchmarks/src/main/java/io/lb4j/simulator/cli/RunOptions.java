package io.lb4j.simulator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code run} and {@code compare} have in common. */
final class RunOptions {

  enum Format {
    text,
    json,
    html
  }

  @Parameters(
      paramLabel = "SCENARIO",
      description = "a name from `list`, or a file such as mine.yaml")
  String scenario = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "the first seed of chance; ${DEFAULT-VALUE} unless given")
  long seed = 1;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "how many seeds to run, counting up from the first")
  int seeds = 1;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "text (a table), json (everything, a line per run) or html (a page with charts, for a"
              + " browser)")
  Format format = Format.text;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "write one JSON file per run there, beside what is printed; a page goes there as well,"
              + " and the table is printed")
  @Nullable Path out;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "runs at once; each needs one processor and its own memory")
  int threads = Runtime.getRuntime().availableProcessors();

  List<Long> allSeeds() {
    requirePositive("--seeds", seeds);
    requirePositive("--threads", threads);
    return LongStream.range(seed, seed + seeds).boxed().toList();
  }

  static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(option + " is " + value + "; it must be at least 1");
    }
  }
}
