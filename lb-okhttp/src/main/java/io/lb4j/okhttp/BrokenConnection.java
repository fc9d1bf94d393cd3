package io.lb4j.okhttp;

import java.io.IOException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import org.jspecify.annotations.Nullable;

/**
 * Closes the connection of a probe that failed or was given up, so that the next one begins afresh.
 * HTTP/2 would only end the stream, and ask a host that has vanished over the same connection until
 * TCP gives up, minutes after the host is back.
 */
final class BrokenConnection extends EventListener {

  private volatile @Nullable Connection connection;

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    this.connection = connection;
  }

  @Override
  public void callFailed(Call call, IOException failure) {
    Connection broken = connection;
    if (broken == null) {
      return;
    }
    try {
      broken.socket().close();
    } catch (IOException e) {
      // It is broken; there is nothing to save.
    }
  }
}
