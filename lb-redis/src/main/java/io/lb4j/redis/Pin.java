package io.lb4j.redis;

/**
 * What this process knows of a session.
 *
 * @param id its endpoint
 * @param sinceNanos when it was decided here, or last heard from Redis
 */
record Pin(String id, long sinceNanos) {

  long ageNanos(long nowNanos) {
    return nowNanos - sinceNanos;
  }
}
