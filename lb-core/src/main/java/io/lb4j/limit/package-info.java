/**
 * How much an endpoint, or all of them, may be asked to do: concurrency limits that adapt, local
 * throttling, rates. Everything here is an immutable value or a pure function; what changes while
 * traffic goes on is the balancer's.
 */
@NullMarked
package io.lb4j.limit;

import org.jspecify.annotations.NullMarked;
