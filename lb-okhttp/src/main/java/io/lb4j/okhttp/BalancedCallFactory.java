package io.lb4j.okhttp;

import java.io.IOException;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/**
 * Makes calls and WebSockets that go to the endpoints of balancers; from {@code
 * LoadBalancing.callFactory}. What Retrofit takes as its {@code callFactory}.
 *
 * <p>Immutable and thread-safe.
 */
public final class BalancedCallFactory implements Call.Factory, WebSocket.Factory {

  private final OkHttpClient client;

  BalancedCallFactory(OkHttpClient client) {
    this.client = client;
  }

  /**
   * Returns the wrapped client that the calls run on: for its limits, and to shut it down.
   *
   * @return what {@code LoadBalancing.wrap} would have returned
   */
  public OkHttpClient client() {
    return client;
  }

  /**
   * Makes a call.
   *
   * @param request any; where it goes is decided now if the call is enqueued, and otherwise when it
   *     has come through the interceptors
   * @return a call that has not been executed
   */
  @Override
  public Call newCall(Request request) {
    for (Interceptor interceptor : client.interceptors()) {
      if (interceptor instanceof BalancingInterceptor balancing) {
        try {
          Pool pool = balancing.routing().route(request);
          if (pool != null) {
            return new BalancedCall(this, pool, request);
          }
        } catch (IOException e) {
          // Is thrown again where callers expect it, when the call runs.
          break;
        }
      }
    }
    return client.newCall(request);
  }

  /**
   * Opens a WebSocket. It counts as a request in flight on its endpoint until it is closed.
   *
   * @param request a request whose URL's host is a balancer's name, or any other
   * @param listener hears what happens to the WebSocket
   * @return a WebSocket that is being opened
   */
  @Override
  public WebSocket newWebSocket(Request request, WebSocketListener listener) {
    return OpenSocket.open(client, request, listener);
  }
}
