package io.lb4j.examples.quickstart;

/** Shows the run while it goes on. */
interface Display {

  /** Shows one second; the timeline is what led there. */
  void show(Frame frame, Timeline timeline);
}
