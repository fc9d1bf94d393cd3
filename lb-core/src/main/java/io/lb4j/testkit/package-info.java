/**
 * A clock, a scheduler and a random source that a test drives by hand.
 *
 * <p>Hand them to {@code BalancerBuilder} and hours of health checks, ejections and slow starts run
 * in milliseconds, the same way every time. {@link io.lb4j.testkit.EndpointSourceContract} holds
 * your own endpoint sources to what balancers expect. For tests and simulations only.
 */
@NullMarked
package io.lb4j.testkit;

import org.jspecify.annotations.NullMarked;
