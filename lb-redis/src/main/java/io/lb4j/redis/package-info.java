/**
 * Sessions that all instances of a service share: {@link io.lb4j.redis.RedisSessionStore}, over
 * Lettuce.
 */
@NullMarked
package io.lb4j.redis;

import org.jspecify.annotations.NullMarked;
