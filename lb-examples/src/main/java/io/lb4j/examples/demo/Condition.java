package io.lb4j.examples.demo;

/** What ails a server. */
enum Condition {
  NORMAL("is well again"),
  SLOW("becomes ten times slower"),
  FAILING("answers every request with 500"),
  HANGING("accepts requests and never answers"),
  DEAD("is killed, its connections are reset");

  private final String words;

  Condition(String words) {
    this.words = words;
  }

  /** What follows the server's id in a sentence. */
  String words() {
    return words;
  }
}
