/**
 * The adapter for OkHttp. {@link io.lb4j.okhttp.LoadBalancing} wraps a client; everything else is
 * configured on the balancer and on the client.
 */
@NullMarked
package io.lb4j.okhttp;

import org.jspecify.annotations.NullMarked;
