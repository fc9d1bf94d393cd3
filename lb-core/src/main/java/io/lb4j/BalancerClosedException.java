package io.lb4j;

/**
 * A closed balancer was asked to change. {@code select} on it throws another type, as for any lack
 * of endpoints.
 */
public final class BalancerClosedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception; public so that tests can throw it from mocks.
   *
   * @param balancer the balancer's name
   */
  public BalancerClosedException(String balancer) {
    super("balancer " + balancer + " is closed; build a new one");
  }
}
