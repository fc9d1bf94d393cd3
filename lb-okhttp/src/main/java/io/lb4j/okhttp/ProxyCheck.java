package io.lb4j.okhttp;

import io.lb4j.time.Ticker;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;

/**
 * Whether a proxy stands before one endpoint. It is then told the URL's host, so that has to be the
 * endpoint's.
 *
 * <p>What a {@link ProxySelector} says is remembered for a second, because the JDK's composes the
 * names of system properties each time it is asked. A connection is kept for longer than that
 * without another question.
 */
final class ProxyCheck {

  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Answer(ProxySelector selector, boolean proxied, long atNanos) {}

  private final URI endpoint;
  private final Ticker ticker;

  // Threads that ask at the same time get the same answer, so either may be kept.
  private volatile @Nullable Answer last;

  ProxyCheck(URI endpoint, Ticker ticker) {
    this.endpoint = endpoint;
    this.ticker = ticker;
  }

  boolean isProxied(Interceptor.Chain chain) {
    Proxy proxy = chain.getProxy();
    if (proxy != null) {
      return !isDirect(proxy);
    }
    ProxySelector selector = chain.getProxySelector();
    long nowNanos = ticker.nanoTime();
    Answer known = last;
    if (known != null
        && known.selector() == selector
        && nowNanos - known.atNanos() < REMEMBERED_NANOS) {
      return known.proxied();
    }
    try {
      Answer answer = new Answer(selector, selectsProxy(selector), nowNanos);
      last = answer;
      return answer.proxied();
    } catch (RuntimeException e) {
      // OkHttp asks the selector too, and lets the caller see what it throws.
      return false;
    }
  }

  private boolean selectsProxy(ProxySelector selector) {
    for (Proxy candidate : selector.select(endpoint)) {
      if (!isDirect(candidate)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDirect(Proxy proxy) {
    return proxy.type() == Proxy.Type.DIRECT;
  }
}
