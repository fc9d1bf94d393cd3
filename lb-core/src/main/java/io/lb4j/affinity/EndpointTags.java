package io.lb4j.affinity;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds endpoints by their tags. A tag costs an HMAC, so those of one set of ids are kept; when a
 * tag is not found and the set has changed, only the tags of endpoints that joined are computed.
 * Never holds more than one set.
 *
 * <p>Threads that notice the same change at once do the same work, and either result is kept.
 */
final class EndpointTags {

  private record Index(Map<String, String> tagById, Map<String, String> idByTag) {}

  private final UnaryOperator<String> tag;
  private volatile Index index = new Index(Map.of(), Map.of());

  EndpointTags(UnaryOperator<String> tag) {
    this.tag = tag;
  }

  /** Returns the endpoint of that tag, if it is one of the ids. */
  @Nullable String endpointOf(String tag, Set<String> ids) {
    Index known = index;
    if (!known.idByTag.containsKey(tag) && !known.tagById.keySet().equals(ids)) {
      known = indexOf(ids, known.tagById);
      index = known;
    }
    String id = known.idByTag.get(tag);
    return id != null && ids.contains(id) ? id : null;
  }

  private Index indexOf(Set<String> ids, Map<String, String> known) {
    Map<String, String> tagById = new HashMap<>();
    Map<String, String> idByTag = new HashMap<>();
    for (String id : ids) {
      String itsTag = known.get(id);
      if (itsTag == null) {
        itsTag = tag.apply(id);
      }
      tagById.put(id, itsTag);
      idByTag.put(itsTag, id);
    }
    return new Index(tagById, idByTag);
  }
}
