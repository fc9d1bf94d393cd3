/**
 * When an endpoint stops getting traffic and how it comes back, as pure functions over counts and
 * times: they hold no state and read no clock.
 */
@NullMarked
package io.lb4j.health;

import org.jspecify.annotations.NullMarked;
