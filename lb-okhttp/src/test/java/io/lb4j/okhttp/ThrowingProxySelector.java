package io.lb4j.okhttp;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/** A user's proxy selector with a bug. */
final class ThrowingProxySelector extends ProxySelector {

  @Override
  public List<Proxy> select(URI uri) {
    throw new IllegalStateException("proxy selector");
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException e) {}
}
