/**
 * Connections that are not HTTP: sockets and channels that connect to an endpoint of a balancer,
 * elsewhere if that fails, and count as in flight until they close.
 */
@NullMarked
package io.lb4j.socket;

import org.jspecify.annotations.NullMarked;
