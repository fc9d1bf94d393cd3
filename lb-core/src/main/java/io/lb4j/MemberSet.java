package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.zone.ClientSubsetting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an update brings.
 *
 * @param used the members-to-be by id, in their order
 * @param offered how many endpoints there were to choose them from
 */
record MemberSet<T>(Map<String, Endpoint<T>> used, int offered) {

  static <T> MemberSet<T> of(
      Map<String, Endpoint<T>> endpoints, @Nullable ClientSubsetting subsetting) {
    if (subsetting == null || endpoints.isEmpty()) {
      return new MemberSet<>(endpoints, endpoints.size());
    }
    Set<String> chosen =
        Objects.requireNonNull(
            subsetting.choose(endpoints.values()), "the part that the client subsetting chose");
    Map<String, Endpoint<T>> used = new LinkedHashMap<>(endpoints);
    used.keySet().retainAll(chosen);
    if (used.isEmpty()) {
      throw new IllegalStateException(
          "%s chose none of %d endpoints; a client needs at least one"
              .formatted(subsetting.getClass().getName(), endpoints.size()));
    }
    return new MemberSet<>(used, endpoints.size());
  }
}
