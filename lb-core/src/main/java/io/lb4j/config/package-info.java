/**
 * Balancers from properties: {@link io.lb4j.config.BalancerSettings}. Any framework's binding that
 * ends in a map of strings will do.
 */
@NullMarked
package io.lb4j.config;

import org.jspecify.annotations.NullMarked;
