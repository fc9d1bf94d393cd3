/**
 * What users of resilience4j have already: its circuit breakers, one for each endpoint, and its
 * retries. Needs {@code resilience4j-circuitbreaker} or {@code resilience4j-retry} on the path,
 * which lb-core does not bring and lb-okhttp does.
 */
@NullMarked
package io.lb4j.resilience;

import org.jspecify.annotations.NullMarked;
