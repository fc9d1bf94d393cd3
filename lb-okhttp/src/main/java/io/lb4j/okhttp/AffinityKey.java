package io.lb4j.okhttp;

import io.lb4j.endpoint.Names;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import okhttp3.CookieJar;
import okhttp3.Headers;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where a request says whose it is: the key that hashing policies place, and that names the session
 * where the balancer {@linkplain io.lb4j.BalancerBuilder#affinity binds sessions to endpoints}.
 *
 * <p>A request whose {@code SelectionContext} tag has a key of its own keeps that. Without a key,
 * an empty one included, the policy picks freely. Keys of more than 1024 characters are replaced by
 * their SHA-256. Keys are never logged. A function that throws is logged once and gives no key.
 * Immutable and thread-safe, as long as the function is.
 */
public final class AffinityKey {

  private final String name;
  private final KeySource source;
  private final List<SessionCookie> learned;

  private AffinityKey(String name, KeySource source, List<SessionCookie> learned) {
    this.name = name;
    this.source = source;
    this.learned = learned;
  }

  /** Finds the key of a request. */
  @FunctionalInterface
  private interface KeySource {
    @Nullable String of(Request request, CookieJar jar);
  }

  /**
   * Takes the value of a header; of several the last.
   *
   * @param name the header, such as {@code X-Tenant}
   * @return the key
   * @throws IllegalArgumentException if it cannot be the name of a header
   */
  public static AffinityKey ofHeader(String name) {
    HeaderNames.require(name);
    return new AffinityKey("header " + name, (request, jar) -> request.header(name), List.of());
  }

  /**
   * Takes the value of a cookie, from the client's cookie jar or the request's {@code Cookie}
   * header. As with OkHttp, a jar that has cookies for the URL takes the header's place.
   *
   * @param name the cookie, case-sensitive
   * @return the key
   * @throws IllegalArgumentException if it cannot be the name of a cookie
   */
  public static AffinityKey ofCookie(String name) {
    SessionCookie cookie = new SessionCookie(name);
    return new AffinityKey("cookie " + name, cookie::sent, List.of());
  }

  /**
   * Takes a tag of the request, as text.
   *
   * @param type the tag's type; its {@code toString} is the key
   * @return the key
   */
  public static AffinityKey ofTag(Class<?> type) {
    Objects.requireNonNull(type, "type");
    return of(
        request -> {
          Object tag = request.tag(type);
          return tag == null ? null : tag.toString();
        });
  }

  /**
   * Computes the key.
   *
   * @param key a function of the request as it comes through the interceptors before balancing;
   *     fast, thread-safe; null for no key
   * @return the key
   */
  public static AffinityKey of(Function<? super Request, ? extends @Nullable String> key) {
    Objects.requireNonNull(key, "key");
    return new AffinityKey("function", (request, jar) -> key.apply(request), List.of());
  }

  /**
   * Learns sessions from the servers' own session cookie: a response that sets it pins the session
   * to the endpoint that answered, and requests that carry it go there. As nginx does by {@code
   * sticky learn}. For servers that keep state of their own and cannot be changed.
   *
   * <p>The key is a hash of the cookie's name and value, so the store sees no secrets; values of
   * more than 4096 characters are not sessions. The balancer must have {@link
   * io.lb4j.BalancerBuilder#affinity}. Each value is a session: where every response sets a new
   * one, as ALB's {@code AWSALB} does, the store keeps them all until they are idle.
   *
   * @param cookies names such as {@code JSESSIONID}; where a request carries several, the first of
   *     these counts
   * @return the key
   * @throws IllegalArgumentException if there is none, or one cannot be the name of a cookie
   */
  public static AffinityKey learnedFrom(String... cookies) {
    if (cookies.length == 0) {
      throw new IllegalArgumentException("there is no cookie; name at least one, as JSESSIONID");
    }
    List<SessionCookie> learned = List.of(cookies).stream().map(SessionCookie::new).toList();
    return new AffinityKey(
        "learned from " + String.join(", ", cookies),
        (request, jar) -> {
          for (SessionCookie cookie : learned) {
            String value = cookie.sent(request, jar);
            String key = value == null ? null : cookie.sessionKey(value);
            if (key != null) {
              return key;
            }
          }
          return null;
        },
        learned);
  }

  boolean learns() {
    return !learned.isEmpty();
  }

  /** The key of a request, or null. */
  @Nullable String of(Request request, CookieJar jar) {
    String key = source.of(request, jar);
    return key == null || key.isEmpty() ? null : SessionCookie.bounded(key);
  }

  /** The sessions that a response begins; none mostly. */
  List<String> begunBy(Headers headers) {
    if (learned.isEmpty() || headers.get(SessionCookie.SET_COOKIE) == null) {
      return List.of();
    }
    return learned.stream().flatMap(cookie -> cookie.set(headers).stream()).toList();
  }

  @Override
  public String toString() {
    return "AffinityKey[" + Names.escape(name) + "]";
  }
}
