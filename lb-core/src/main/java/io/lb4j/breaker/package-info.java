/**
 * Circuit breakers of resilience4j, one for each endpoint. Needs {@code
 * resilience4j-circuitbreaker} on the path, which lb-core does not bring and lb-okhttp does.
 */
@NullMarked
package io.lb4j.breaker;

import org.jspecify.annotations.NullMarked;
