package io.lb4j.affinity;

import io.lb4j.request.SelectionContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request brought, and so what its response has to set. Immutable; made by {@link
 * AffinityToken#read}, for one request.
 */
public final class PresentedToken {

  private final AffinityToken token;
  private final @Nullable String endpointId;
  private final boolean fresh;

  PresentedToken(AffinityToken token, @Nullable String endpointId, boolean fresh) {
    this.token = token;
    this.endpointId = endpointId;
    this.fresh = fresh;
  }

  /**
   * Returns the endpoint that the session belongs to.
   *
   * @return an id of the set that the token was read with, or null if there was no valid token
   */
  public @Nullable String endpointId() {
    return endpointId;
  }

  /**
   * Makes a selection go to the session's endpoint while that can serve.
   *
   * @param context what else the request asks for
   * @return a context that prefers the endpoint, or the same one if there was no valid token
   */
  public SelectionContext prefer(SelectionContext context) {
    Objects.requireNonNull(context, "context");
    return endpointId == null ? context : context.preferring(endpointId);
  }

  /**
   * Says what to set, once it is known who served: a new token if the request had none that is
   * valid, if another endpoint served, if half of the token's life is over, or if it is of a key
   * that no longer signs.
   *
   * @param servedBy the id of the endpoint that the response comes from. Do not ask for a response
   *     that should not move the session, an error for instance
   * @return the value of a {@code Set-Cookie} header, or null if the browser may keep what it has
   */
  public @Nullable String setCookie(String servedBy) {
    Objects.requireNonNull(servedBy, "servedBy");
    return fresh && servedBy.equals(endpointId) ? null : token.setCookie(servedBy);
  }

  @Override
  public String toString() {
    return "PresentedToken[" + (endpointId == null ? "none" : fresh ? "valid" : "to renew") + "]";
  }
}
