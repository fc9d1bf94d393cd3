package io.lb4j.okhttp;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** A real server of grpc-java on loopback. */
final class GrpcBackend implements AutoCloseable {

  private final String scheme;
  private final Server server;

  private GrpcBackend(String scheme, ServerCredentials credentials, BindableService[] services) {
    this.scheme = scheme;
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials);
    for (BindableService service : services) {
      builder.addService(service);
    }
    this.server = builder.build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static GrpcBackend plaintext(BindableService... services) {
    return new GrpcBackend("http", InsecureServerCredentials.create(), services);
  }

  static GrpcBackend secure(ServerCredentials credentials, BindableService... services) {
    return new GrpcBackend("https", credentials, services);
  }

  int port() {
    return server.getPort();
  }

  Endpoint<URI> endpoint() {
    return Endpoint.of("a", URI.create(scheme + "://127.0.0.1:" + port()));
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
