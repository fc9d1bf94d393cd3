package io.lb4j.socket;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPlan;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.time.TimeAndChance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/**
 * Connects lines to endpoints of a balancer: where they are, and by which rules. Immutable.
 *
 * @param balancer chooses the endpoints
 * @param addressOf where a target is; may be unresolved
 * @param policy the rules of further attempts
 * @param context what connections ask of the selection
 */
record Dialer<T>(
    Balancer<? extends T> balancer,
    Function<? super T, InetSocketAddress> addressOf,
    AttemptPolicy policy,
    SelectionContext context) {

  /**
   * A SYN that got lost is sent again after a second, so an attempt has room for one; and whoever
   * waits for a connection hears within ten.
   */
  private static final AttemptPolicy DEFAULT_POLICY =
      AttemptPolicy.defaults()
          .withAttemptLimit(Duration.ofSeconds(2))
          .withDeadline(Duration.ofSeconds(10));

  Dialer {
    Objects.requireNonNull(balancer, "balancer");
    Objects.requireNonNull(addressOf, "addressOf");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(context, "context");
  }

  static <T> Dialer<T> of(
      Balancer<? extends T> balancer, Function<? super T, InetSocketAddress> addressOf) {
    return new Dialer<>(balancer, addressOf, DEFAULT_POLICY, SelectionContext.none());
  }

  Dialer<T> withPolicy(AttemptPolicy newPolicy) {
    return new Dialer<>(balancer, addressOf, newPolicy, context);
  }

  Dialer<T> withContext(SelectionContext newContext) {
    return new Dialer<>(balancer, addressOf, policy, newContext);
  }

  /**
   * Connects a line.
   *
   * @param limitMillis how long the caller waits; 0 for as long as the policy does
   * @return the lease of the endpoint that it is connected to, reported and open
   */
  Lease<?> dial(Line line, int limitMillis) throws IOException {
    TimeAndChance timeAndChance = balancer.timeAndChance();
    AttemptPolicy rules = within(limitMillis);
    boolean mayRepeat = !rules.retries().equals(RetryPolicy.none());
    AttemptPlan plan =
        new AttemptPlan(
            rules,
            balancer.retryBudget(),
            timeAndChance.random(),
            context,
            false,
            timeAndChance.ticker().nanoTime());
    return new Dial<T>(this, line, plan, mayRepeat, timeAndChance).run();
  }

  private AttemptPolicy within(int limitMillis) {
    if (limitMillis == 0) {
      return policy;
    }
    Duration limit = Duration.ofMillis(limitMillis);
    Duration deadline = policy.deadline();
    return deadline == null || limit.compareTo(deadline) < 0 ? policy.withDeadline(limit) : policy;
  }

  /** Resolves names anew each time: databases move. */
  InetSocketAddress locate(Lease<? extends T> lease) throws UnknownHostException {
    InetSocketAddress address = addressOf.apply(lease.target());
    if (address == null) {
      throw new IllegalStateException(
          "endpoint " + lease.endpoint().id() + " has no address: the function returned null");
    }
    return address.isUnresolved()
        ? new InetSocketAddress(InetAddress.getByName(address.getHostString()), address.getPort())
        : address;
  }
}
