package io.lb4j.redis;

import org.jspecify.annotations.Nullable;

/**
 * What is to become of a session, wherever it is kept: it goes to {@code toId}, or ends if that is
 * null, provided that it is at {@code fromId} or nowhere. A pin is a change from nowhere; so is the
 * renewal of one, which finds it where it is.
 *
 * @param fromId the endpoint that may hold it now, or null for none
 * @param toId the endpoint that is to hold it, or null to end it
 */
record Change(@Nullable String fromId, @Nullable String toId) {

  static Change pin(String id) {
    return new Change(null, id);
  }

  /** Both changes in one, for when the first has not been sent yet. */
  Change then(Change later) {
    return new Change(fromId == null ? later.fromId : fromId, later.toId);
  }
}
