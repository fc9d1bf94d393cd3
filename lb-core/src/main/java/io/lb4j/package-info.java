/**
 * The balancer itself: {@link io.lb4j.Balancer}, its {@linkplain io.lb4j.BalancerBuilder builder},
 * {@linkplain io.lb4j.Lease leases} and {@linkplain io.lb4j.BalancerListener events}.
 *
 * <p>Data flows one way: context, picker, lease, outcome, endpoint state, verdict, and from there a
 * new pick table. {@code select}, {@code report} and {@code close} take no locks; everything that
 * changes membership or health runs one at a time on the control side.
 */
@NullMarked
package io.lb4j;

import org.jspecify.annotations.NullMarked;
