package io.lb4j.examples.demo;

/** The two sides of the page. */
enum SideName {
  A,
  B
}
