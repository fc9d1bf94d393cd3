package io.lb4j.okhttp;

import io.lb4j.endpoint.Names;
import io.lb4j.request.CookieHeader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.Headers;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * A cookie that names a session. Its value is opaque and a secret: it leaves this class as a hash
 * only, unless the user asked for the value itself.
 *
 * @param name case-sensitive
 */
record SessionCookie(String name) {

  static final String SET_COOKIE = "Set-Cookie";

  private static final int MAX_VALUE = 4096;
  private static final int MAX_KEY = 1024;
  private static final int HASH_BYTES = 16;

  SessionCookie {
    if (name.isEmpty() || !name.chars().allMatch(SessionCookie::isOfName)) {
      throw new IllegalArgumentException(
          "cookie name is \""
              + Names.escape(name)
              + "\"; it must be made of letters, digits and -_., such as JSESSIONID");
    }
  }

  private static boolean isOfName(int c) {
    return c > ' ' && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
  }

  /** The value that the request will carry, or null. What the jar has takes the header's place. */
  @Nullable String sent(Request request, CookieJar jar) {
    if (jar != CookieJar.NO_COOKIES) {
      List<Cookie> cookies = jar.loadForRequest(request.url());
      for (Cookie cookie : cookies) {
        if (cookie.name().equals(name)) {
          return cookie.value();
        }
      }
      if (!cookies.isEmpty()) {
        return null;
      }
    }
    return CookieHeader.value(request.header("Cookie"), name);
  }

  /** The keys of the sessions that a response begins by setting this cookie. */
  List<String> set(Headers headers) {
    List<String> keys = new ArrayList<>(1);
    for (String header : headers.values(SET_COOKIE)) {
      int semicolon = header.indexOf(';');
      String pair = semicolon < 0 ? header : header.substring(0, semicolon);
      String value = CookieHeader.value(pair, name);
      String key = value == null ? null : sessionKey(value);
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  /** What stands for a value in the store; null if the value names no session. */
  @Nullable String sessionKey(String value) {
    return value.isEmpty() || value.length() > MAX_VALUE ? null : hash(name + "=" + value);
  }

  /** Keeps the store's keys short. */
  static String bounded(String key) {
    return key.length() <= MAX_KEY ? key : hash(key);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
