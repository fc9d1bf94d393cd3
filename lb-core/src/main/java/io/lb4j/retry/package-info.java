/**
 * What may be tried again, when, and how often: the {@link io.lb4j.retry.AttemptPlan} of one call,
 * by the rules of an {@link io.lb4j.retry.AttemptPolicy}, within the service's {@link
 * io.lb4j.retry.RetryBudget}. Decides and draws; calls nobody and waits for nothing.
 */
@NullMarked
package io.lb4j.retry;

import org.jspecify.annotations.NullMarked;
