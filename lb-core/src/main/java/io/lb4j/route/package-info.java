/**
 * Which pool a request belongs to, before a balancer chooses among its endpoints: rules, weighted
 * splits with canaries, and copies to a shadow pool. Destinations are whatever the user has:
 * balancers, names, clients.
 */
@NullMarked
package io.lb4j.route;

import org.jspecify.annotations.NullMarked;
