package io.lb4j.affinity;

import io.lb4j.time.Durations;
import io.lb4j.time.WallClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Configures an {@link AffinityToken}. What is wrong is refused here, never when a request comes.
 * Not thread-safe.
 */
public final class AffinityTokenBuilder {

  private static final Duration DEFAULT_LIFETIME = Duration.ofDays(1);

  private final String keyId;
  private final byte[] key;
  private @Nullable String otherKeyId;
  private byte @Nullable [] otherKey;
  private String cookieName = "lb4j";
  private String path = "/";
  private @Nullable String domain;
  private @Nullable Duration maxAge;
  private Duration lifetime = DEFAULT_LIFETIME;
  private InstantSource clock = WallClock.system();

  AffinityTokenBuilder(String keyId, byte[] key) {
    this.keyId = TokenKey.requireId(keyId);
    this.key = TokenKey.requireSecret(key).clone();
  }

  /**
   * Accepts tokens of a second key, too, but issues none: the previous key, or, while a new one is
   * handed out to several instances, the next. Browsers that bring such a token get one of the
   * current key.
   *
   * @param keyId the key's id, another than that of the current key
   * @param key at least 32 random bytes; copied, and never shown
   * @return this
   * @throws IllegalArgumentException if the id or the key's length is not as said
   */
  public AffinityTokenBuilder alsoAccept(String keyId, byte[] key) {
    if (TokenKey.requireId(keyId).equals(this.keyId)) {
      throw new IllegalArgumentException(
          "key id \"" + keyId + "\" is the current key's; the other key needs another one");
    }
    this.otherKeyId = keyId;
    this.otherKey = TokenKey.requireSecret(key).clone();
    return this;
  }

  /**
   * Names the cookie. Default: {@code lb4j}.
   *
   * @param name 1 to 64 characters that a cookie's name may hold, without the prefix {@code
   *     __Host-}, which is put before it
   * @return this
   * @throws IllegalArgumentException if the name is not as said
   */
  public AffinityTokenBuilder cookieName(String name) {
    this.cookieName = TokenCookie.requireName(name);
    return this;
  }

  /**
   * Limits the cookie to a part of the site. Default: {@code /}. With another path the name loses
   * its prefix {@code __Host-}.
   *
   * @param path begins with {@code /}; at most 255 printable ASCII characters without {@code ;}
   * @return this
   * @throws IllegalArgumentException if the path is not as said
   */
  public AffinityTokenBuilder path(String path) {
    this.path = TokenCookie.requirePath(path);
    return this;
  }

  /**
   * Sends the cookie to all hosts of a domain. Default: only to the host that set it. The name then
   * loses its prefix {@code __Host-}: any host of the domain can overwrite the cookie.
   *
   * @param domain a host name without a leading dot
   * @return this
   * @throws IllegalArgumentException if it is not a host name
   */
  public AffinityTokenBuilder domain(String domain) {
    this.domain = TokenCookie.requireDomain(domain);
    return this;
  }

  /**
   * Lets the cookie outlive the browser's session. Default: the browser forgets it when it ends.
   *
   * @param maxAge whole seconds, at least one; at most the lifetime
   * @return this
   * @throws IllegalArgumentException if it is not as said
   */
  public AffinityTokenBuilder maxAge(Duration maxAge) {
    this.maxAge = requireSeconds("maxAge", maxAge);
    return this;
  }

  /**
   * Sets how long a token is good. Default: a day. When half of that, or of the maximum age if that
   * is set, is over, the next request gets a new token, so sessions in use do not end.
   *
   * @param lifetime whole seconds, at least one; how long a session may be idle, more or less
   * @return this
   * @throws IllegalArgumentException if it is not as said
   */
  public AffinityTokenBuilder lifetime(Duration lifetime) {
    this.lifetime = requireSeconds("lifetime", lifetime);
    return this;
  }

  /**
   * Replaces the wall clock, for tests.
   *
   * @param clock tells when tokens expire
   * @return this
   */
  public AffinityTokenBuilder clock(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Builds it.
   *
   * @return issues and verifies tokens
   * @throws IllegalArgumentException if the cookie would outlive its token
   */
  public AffinityToken build() {
    if (maxAge != null && maxAge.compareTo(lifetime) > 0) {
      throw new IllegalArgumentException(
          "maxAge is "
              + Durations.text(maxAge)
              + ", longer than the lifetime of "
              + Durations.text(lifetime)
              + "; the browser would keep a token that has expired");
    }
    TokenCookie cookie = TokenCookie.of(cookieName, path, domain, maxAge);
    TokenKey current = new TokenKey(keyId, key, cookie.name());
    TokenKey other =
        otherKeyId == null || otherKey == null
            ? null
            : new TokenKey(otherKeyId, otherKey, cookie.name());
    Duration keptFor = maxAge == null ? lifetime : maxAge;
    return new AffinityToken(current, other, cookie, lifetime, keptFor.dividedBy(2), clock);
  }

  private static Duration requireSeconds(String what, Duration duration) {
    Durations.requirePositive(what, duration);
    if (duration.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          what + " is " + Durations.text(duration) + "; it must be whole seconds, at least one");
    }
    return duration;
  }
}
