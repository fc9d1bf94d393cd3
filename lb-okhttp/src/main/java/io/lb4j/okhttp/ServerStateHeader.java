package io.lb4j.okhttp;

import io.lb4j.request.ServerState;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A response header in which endpoints say that they are degraded or about to go, as {@code
 * X-Server-State: draining}. What follows is said at {@link
 * io.lb4j.request.Outcome#withServerState}.
 *
 * <p>Case and surrounding blanks do not matter; values that are not known say nothing, and of
 * several the last counts. Immutable and thread-safe. Do not use it with a header that clients of
 * the service or foreign servers may set: whoever does takes endpoints out of traffic.
 */
public final class ServerStateHeader {

  private final String name;
  private final Map<String, ServerState> states;

  private ServerStateHeader(String name, Map<String, ServerState> states) {
    this.name = name;
    this.states = states;
  }

  /**
   * Returns a header with the values {@code ready}, {@code degraded} and {@code draining}.
   *
   * @param name the header's name
   * @return the header
   * @throws IllegalArgumentException if that is no name of a header
   */
  public static ServerStateHeader named(String name) {
    HeaderNames.require(name);
    Map<String, ServerState> states = new HashMap<>();
    for (ServerState state : ServerState.values()) {
      states.put(state.name().toLowerCase(Locale.ROOT), state);
    }
    return new ServerStateHeader(name, Map.copyOf(states));
  }

  /**
   * Adds a value, or changes what one means.
   *
   * @param value what endpoints send, in any case
   * @param state what they mean by it
   * @return a copy that knows this value
   * @throws IllegalArgumentException if the value is blank
   */
  public ServerStateHeader withValue(String value, ServerState state) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("value is blank; it must be what endpoints send");
    }
    Map<String, ServerState> more = new HashMap<>(states);
    more.put(normalized(value), Objects.requireNonNull(state, "state"));
    return new ServerStateHeader(name, Map.copyOf(more));
  }

  @Nullable ServerState read(Headers headers) {
    String value = headers.get(name);
    return value == null ? null : states.get(normalized(value));
  }

  private static String normalized(String value) {
    return value.strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return name + " " + states;
  }
}
