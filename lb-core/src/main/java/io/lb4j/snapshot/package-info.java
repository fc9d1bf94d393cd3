/**
 * What operators see: immutable pictures of a balancer, of its endpoints and of one decision, and
 * the events that led there.
 */
@NullMarked
package io.lb4j.snapshot;

import org.jspecify.annotations.NullMarked;
