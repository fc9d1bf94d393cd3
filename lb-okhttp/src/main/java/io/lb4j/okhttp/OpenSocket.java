package io.lb4j.okhttp;

import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket, as a tag of the request that opens it: an interceptor sees the call only, which can
 * be cut off but not closed.
 */
final class OpenSocket {

  private static final int GOING_AWAY = 1001;

  // Unknown while OkHttp is making it.
  private volatile @Nullable WebSocket socket;

  static WebSocket open(OkHttpClient client, Request request, WebSocketListener listener) {
    OpenSocket open = new OpenSocket();
    WebSocket socket =
        client.newWebSocket(request.newBuilder().tag(OpenSocket.class, open).build(), listener);
    open.socket = socket;
    return socket;
  }

  /** Begins the closing handshake; false if that is impossible. */
  boolean closePolitely() {
    WebSocket open = socket;
    return open != null && open.close(GOING_AWAY, "the endpoint is being drained");
  }
}
