package io.lb4j;

import io.lb4j.endpoint.Names;
import io.lb4j.request.SelectionContext;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint that a request goes to unless that cannot take it, for those who look at it.
 *
 * @param id the endpoint's id, which may be none of a member; null if any may take the request
 * @param merit why it is this one
 * @param inWords what to say of all endpoints; empty if there is nothing to say
 * @param strict whether no other may take the request
 */
record Binding(@Nullable String id, String merit, String inWords, boolean strict) {

  static final Binding NONE = new Binding(null, "", "", false);

  /** To the endpoint that the request names. */
  static Binding toNamed(EndpointState<?> state) {
    return new Binding(state.id(), "preferred by the context", "", false);
  }

  /**
   * To the endpoint that has the request's session, if it belongs to one.
   *
   * @param table of the subset that the request asks for, if it asks for one
   * @param whole of all endpoints
   */
  static <T> Binding toSession(
      @Nullable StickySessions<T> sticky,
      PickTable<T> table,
      PickTable<T> whole,
      SelectionContext context) {
    String key = context.key();
    if (sticky == null || key == null) {
      return NONE;
    }
    String pinned = sticky.sessions().endpointOf(key);
    return pinned == null
        ? new Binding(null, "", "; the session is new", false)
        : new Binding(
            pinned,
            "its session is pinned here",
            "; the session is pinned to " + Names.escape(pinned) + absence(pinned, table, whole),
            sticky.isStrict());
  }

  private static <T> String absence(String pinned, PickTable<T> table, PickTable<T> whole) {
    EndpointState<T> state = table.members().get(pinned);
    if (state == null && whole.members().containsKey(pinned)) {
      return ", which is not in the subset";
    }
    return state != null && table.keeps(state) ? "" : ", which is gone or out of traffic";
  }

  boolean isTo(EndpointState<?> state) {
    return state.id().equals(id);
  }

  /** Whether a member cannot take the request because that is another's. */
  boolean rulesOut(EndpointState<?> state) {
    return strict && !isTo(state);
  }
}
