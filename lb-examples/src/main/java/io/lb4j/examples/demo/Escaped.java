package io.lb4j.examples.demo;

/** Text from outside, made fit to stand in a message. */
final class Escaped {

  private static final int LIMIT = 60;

  private Escaped() {}

  /** Printable ASCII stays, everything else becomes a question mark; long texts are cut. */
  static String text(String foreign) {
    String cut = foreign.length() > LIMIT ? foreign.substring(0, LIMIT) + "..." : foreign;
    return cut.replaceAll("[^ -~]", "?");
  }
}
