/**
 * What is balanced over: {@link io.lb4j.endpoint.Endpoint}, an immutable value whose identity is
 * its id.
 */
@NullMarked
package io.lb4j.endpoint;

import org.jspecify.annotations.NullMarked;
