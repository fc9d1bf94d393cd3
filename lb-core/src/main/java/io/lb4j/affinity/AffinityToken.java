package io.lb4j.affinity;

import io.lb4j.request.CookieHeader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Issues and verifies signed tokens that say which endpoint a browser's session belongs to, for
 * gateways that face browsers themselves. The session then lives in a cookie: nothing is stored
 * here, and every instance that has the key can read it.
 *
 * <pre>{@code
 * PresentedToken presented = token.read(request.getHeader("Cookie"), ids);
 * try (Lease<URI> lease = balancer.select(presented.prefer(SelectionContext.none()))) {
 *   String setCookie = presented.setCookie(lease.endpoint().id());   // null: keep what you have
 *   …
 * }
 * }</pre>
 *
 * <p>A token is {@code v1.kid.expiry.endpointTag.mac}: the id of its key, the second since 1970 at
 * which it expires, a keyed HMAC of the endpoint's id, and an HMAC of all that. It names no
 * address, and none is ever read from it: the tag is looked up among the ids that the caller gives.
 * A token that is forged, expired, of a key that is no longer accepted, or of an endpoint that has
 * left resolves to nothing, and the policy picks as usual; text from outside never causes an
 * exception. Tokens are bound to the name of their cookie, so with one key for several cookies none
 * passes for another.
 *
 * <p>A token proves that this gateway chose the endpoint, not who sends it: whoever steals one can
 * go to the same endpoint and nothing more. Do not use it to authenticate, nor for callers that
 * keep no cookies.
 *
 * <p>Thread-safe. Expiry follows the wall clock. Verifying costs one HMAC-SHA256, 1 to 2 µs; a
 * token of an endpoint that has left also costs a comparison of the ids with those known, 15 µs for
 * a thousand. Tags are computed once for each endpoint that joins. Use one instance per balancer:
 * it remembers the tags of one set of ids.
 */
public final class AffinityToken {

  /** The longest token, in characters, all of them ASCII. */
  public static final int MAX_LENGTH = 128;

  private final TokenKey currentKey;
  private final @Nullable TokenKey otherKey;
  private final TokenCookie cookie;
  private final long lifetimeSeconds;
  private final long renewAfterSeconds;
  private final InstantSource clock;

  AffinityToken(
      TokenKey currentKey,
      @Nullable TokenKey otherKey,
      TokenCookie cookie,
      Duration lifetime,
      Duration renewAfter,
      InstantSource clock) {
    this.currentKey = currentKey;
    this.otherKey = otherKey;
    this.cookie = cookie;
    this.lifetimeSeconds = lifetime.toSeconds();
    this.renewAfterSeconds = renewAfter.toSeconds();
    this.clock = clock;
  }

  /**
   * Starts with the key that signs.
   *
   * @param keyId names the key in each token: 1 to 16 letters, digits, {@code -} or {@code _}; not
   *     a secret
   * @param key at least 32 random bytes, the same in all instances; copied, and never shown
   * @return a builder
   * @throws IllegalArgumentException if the id or the key's length is not as said
   */
  public static AffinityTokenBuilder builder(String keyId, byte[] key) {
    return new AffinityTokenBuilder(keyId, key);
  }

  /**
   * Issues a token. Those who use cookies rather ask {@link PresentedToken#setCookie}.
   *
   * @param endpointId the endpoint that the session belongs to
   * @return at most {@link #MAX_LENGTH} characters of {@code A-Z a-z 0-9 - _ .}
   */
  public String issue(String endpointId) {
    Objects.requireNonNull(endpointId, "endpointId");
    return TokenText.sign(currentKey, nowSeconds() + lifetimeSeconds, endpointId).text();
  }

  /**
   * Finds the endpoint that a token names.
   *
   * @param text what the request brought, however long and whatever it holds; null means nothing
   * @param ids the balancer's endpoints now; pass the same set until they change
   * @return one of {@code ids}, or null if the token is missing, void or of none of them
   */
  public @Nullable String resolve(@Nullable String text, Set<String> ids) {
    TokenText token = verified(text);
    return token == null ? null : endpointOf(token, ids);
  }

  /**
   * Reads the cookie of a request.
   *
   * @param cookieHeader the value of its {@code Cookie} header; several are joined by {@code "; "};
   *     null if there is none
   * @param ids the balancer's endpoints now; pass the same set until they change
   * @return what was found; never throws because of what the header holds
   */
  public PresentedToken read(@Nullable String cookieHeader, Set<String> ids) {
    Objects.requireNonNull(ids, "ids");
    if (cookieHeader == null) {
      return new PresentedToken(this, null, false);
    }
    for (String value : CookieHeader.values(cookieHeader, cookie.name())) {
      TokenText token = verified(value);
      if (token != null) {
        String id = endpointOf(token, ids);
        if (id != null) {
          return new PresentedToken(this, id, isFresh(token));
        }
      }
    }
    return new PresentedToken(this, null, false);
  }

  /**
   * Returns the cookie's name, with its prefix.
   *
   * @return {@code __Host-} and the name that was configured, or only that if the cookie has a
   *     domain or another path than {@code /}
   */
  public String cookieName() {
    return cookie.name();
  }

  String setCookie(String endpointId) {
    return cookie.setTo(issue(endpointId));
  }

  /** Nothing of the text is used before its signature has been checked, except to find the key. */
  private @Nullable TokenText verified(@Nullable String text) {
    TokenText token = text == null ? null : TokenText.parse(text);
    if (token == null) {
      return null;
    }
    TokenKey key = keyOf(token);
    boolean valid = key != null && token.isSignedBy(key) && nowSeconds() < token.expirySeconds();
    return valid ? token : null;
  }

  private @Nullable String endpointOf(TokenText token, Set<String> ids) {
    TokenKey key = keyOf(token);
    return key == null ? null : key.endpointOf(token.tag(), ids);
  }

  private @Nullable TokenKey keyOf(TokenText token) {
    if (token.keyId().equals(currentKey.id())) {
      return currentKey;
    }
    return otherKey != null && token.keyId().equals(otherKey.id()) ? otherKey : null;
  }

  /**
   * Whether the browser may keep it: old enough to expire soon, or of the other key, it may not.
   */
  private boolean isFresh(TokenText token) {
    long ageSeconds = lifetimeSeconds - (token.expirySeconds() - nowSeconds());
    return ageSeconds < renewAfterSeconds && token.keyId().equals(currentKey.id());
  }

  private long nowSeconds() {
    return clock.instant().getEpochSecond();
  }

  @Override
  public String toString() {
    List<String> keyIds =
        otherKey == null ? List.of(currentKey.id()) : List.of(currentKey.id(), otherKey.id());
    return "AffinityToken[cookie=" + cookie.name() + ", keys=" + keyIds + "]";
  }
}
