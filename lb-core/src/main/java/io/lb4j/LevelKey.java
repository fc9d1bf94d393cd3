package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.zone.LocalityPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints of one level of the pick table have in common.
 *
 * @param priority their priority
 * @param locality their zone or region; {@link LocalityPolicy#NOWHERE} if they name none, or if
 *     traffic does not divide by that
 */
record LevelKey(int priority, String locality) {

  static LevelKey of(Endpoint<?> endpoint, @Nullable LocalityPolicy localities) {
    return new LevelKey(
        endpoint.priority(),
        localities == null ? LocalityPolicy.NOWHERE : localities.localityOf(endpoint));
  }
}
