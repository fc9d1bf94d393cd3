package io.lb4j.okhttp;

import io.lb4j.route.Variant;
import org.jspecify.annotations.Nullable;

/**
 * Where one call goes, all its attempts included.
 *
 * @param service picks the endpoints
 * @param variant is told how attempts go, or null if there is no choice of variants
 * @param shadow gets a copy of the request, or null
 */
record Pool(Service service, @Nullable Variant<?> variant, @Nullable Shadow shadow) {

  static Pool of(Service service) {
    return new Pool(service, null, null);
  }
}
