package io.lb4j.okhttp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Leads one host to one endpoint and leaves every other host to the client's own DNS, so that
 * redirects elsewhere resolve as usual.
 *
 * <p>A value, because OkHttp shares a pooled connection only between calls whose DNS are equal:
 * equal pins share connections, and calls for different endpoints never do, whatever their
 * certificates cover.
 *
 * @param host the host in the request's URL
 * @param address where it leads, or null if the host is the endpoint's own name
 * @param others resolves every other host
 */
record PinnedDns(String host, @Nullable InetAddress address, Dns others) implements Dns {

  @Override
  public List<InetAddress> lookup(String hostname) throws UnknownHostException {
    return address != null && hostname.equals(host) ? List.of(address) : others.lookup(hostname);
  }
}
