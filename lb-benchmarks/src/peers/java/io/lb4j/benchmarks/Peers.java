package io.lb4j.benchmarks;

import java.util.Arrays;

/** The entry of the jar with the other libraries: the tables, or JMH with its own options. */
public final class Peers {

  private Peers() {}

  /**
   * Runs what the first argument names.
   *
   * @param args {@code report} and JMH options for the tables, else JMH options
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("report")) {
      PeerReport.print(System.out, Arrays.copyOfRange(args, 1, args.length));
    } else {
      org.openjdk.jmh.Main.main(args);
    }
  }
}
