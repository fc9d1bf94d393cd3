/**
 * The adapter for OkHttp. {@link io.lb4j.okhttp.LoadBalancing} wraps a client; everything else is
 * configured on the balancer and on the client. {@link io.lb4j.okhttp.HttpLoadProbe} asks endpoints
 * for their load, for the policy that wants to know.
 */
@NullMarked
package io.lb4j.okhttp;

import org.jspecify.annotations.NullMarked;
