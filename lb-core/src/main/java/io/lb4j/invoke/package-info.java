/**
 * Calls on top of a balancer: {@link io.lb4j.invoke.Invoker} selects, calls, reports and retries
 * elsewhere, for any client.
 */
@NullMarked
package io.lb4j.invoke;

import org.jspecify.annotations.NullMarked;
