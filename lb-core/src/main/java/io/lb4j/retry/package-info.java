/** How many retries a service may afford: the {@link io.lb4j.retry.RetryBudget}. */
@NullMarked
package io.lb4j.retry;

import org.jspecify.annotations.NullMarked;
