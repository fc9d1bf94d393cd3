package io.lb4j.benchmarks;

import java.util.Arrays;

/** The jar's entry: the tables of this project, or JMH with its own options. */
public final class Main {

  private Main() {}

  /**
   * Runs what the first argument names.
   *
   * @param args {@code report} and JMH options for the tables, {@code footprint} for memory per
   *     endpoint, {@code updates} and names of policies for selections while the set changes, else
   *     JMH options
   */
  public static void main(String[] args) throws Exception {
    String first = args.length == 0 ? "" : args[0];
    switch (first) {
      case "report" -> Report.print(System.out, Arrays.copyOfRange(args, 1, args.length));
      case "footprint" -> Footprint.print(System.out);
      case "updates" -> UpdatesReport.print(System.out, Arrays.copyOfRange(args, 1, args.length));
      default -> org.openjdk.jmh.Main.main(args);
    }
  }
}
