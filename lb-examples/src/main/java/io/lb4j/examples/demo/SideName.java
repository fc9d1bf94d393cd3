package io.lb4j.examples.demo;

/** The two sides of the page. */
enum SideName {
  A("orders-a"),
  B("orders-b");

  private final String balancer;

  SideName(String balancer) {
    this.balancer = balancer;
  }

  /** The name of its balancer: metrics and logs tell the sides apart by it. */
  String balancer() {
    return balancer;
  }
}
