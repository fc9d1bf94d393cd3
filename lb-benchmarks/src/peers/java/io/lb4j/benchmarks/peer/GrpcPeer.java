package io.lb4j.benchmarks.peer;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.Status;
import io.grpc.internal.PickSubchannelArgsImpl;
import io.grpc.xds.RingHashOptions;
import io.grpc.xds.shaded.com.github.xds.data.orca.v3.OrcaLoadReport;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A load balancer of gRPC whose subchannels are ready as soon as they are asked to connect. */
final class GrpcPeer implements Peer {

  private static final Metadata HEADERS = new Metadata();
  private static final ClientStreamTracer.StreamInfo STREAM =
      ClientStreamTracer.StreamInfo.newBuilder().build();

  private final ReadyChannel channel = new ReadyChannel();
  private final LoadBalancer balancer;
  private final PickSubchannelArgs[] requests =
      Keys.requests(GrpcPeer::request, PickSubchannelArgs[]::new);

  /** Takes the configuration as a service config has it. */
  GrpcPeer(String policy, Map<String, ?> config, int n) {
    // Ours has no lower one.
    RingHashOptions.setRingSizeCap(8_388_608);
    LoadBalancerProvider provider =
        Objects.requireNonNull(LoadBalancerRegistry.getDefaultRegistry().getProvider(policy));
    ConfigOrError parsed = provider.parseLoadBalancingPolicyConfig(config);
    if (parsed.getError() != null) {
      throw parsed.getError().asRuntimeException();
    }
    balancer = provider.newLoadBalancer(channel);
    List<EquivalentAddressGroup> addresses =
        Hosts.list(
            n, i -> new EquivalentAddressGroup(new InetSocketAddress(Hosts.name(i), Hosts.PORT)));
    channel
        .getSynchronizationContext()
        .execute(
            () ->
                balancer.acceptResolvedAddresses(
                    LoadBalancer.ResolvedAddresses.newBuilder()
                        .setAddresses(addresses)
                        .setAttributes(Attributes.EMPTY)
                        .setLoadBalancingPolicyConfig(parsed.getConfig())
                        .build()));
    connect(n);
  }

  /** The ring connects to an endpoint when it is first picked. */
  private void connect(int n) {
    for (int i = 0; i < Math.max(requests.length, 2 * n); i++) {
      PickResult result = channel.picker().pickSubchannel(Keys.at(requests, i));
      if (result.getSubchannel() == null) {
        if (!result.getStatus().isOk()) {
          throw result.getStatus().asRuntimeException();
        }
        result = channel.picker().pickSubchannel(Keys.at(requests, i));
      }
      teachWeight(result, i);
    }
  }

  /** Answers with a load report, from which the weighted round robin computes weights. */
  private static void teachWeight(PickResult result, int i) {
    if (result.getStreamTracerFactory() == null) {
      return;
    }
    ClientStreamTracer tracer =
        result.getStreamTracerFactory().newClientStreamTracer(STREAM, new Metadata());
    byte[] report =
        OrcaLoadReport.newBuilder()
            .setApplicationUtilization(0.5)
            .setRpsFractional(100 * Hosts.weight(i))
            .build()
            .toByteArray();
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("endpoint-load-metrics-bin", Metadata.BINARY_BYTE_MARSHALLER), report);
    tracer.inboundTrailers(trailers);
    tracer.streamClosed(Status.OK);
  }

  private static PickSubchannelArgs request(long hash) {
    return new PickSubchannelArgsImpl(
        Method.GREET,
        HEADERS,
        CallOptions.DEFAULT.withOption(hashKey(), hash),
        new LoadBalancer.PickDetailsConsumer() {});
  }

  /** The option by which the xDS resolver hands the hash to the ring, not accessible otherwise. */
  @SuppressWarnings("unchecked")
  private static CallOptions.Key<Long> hashKey() {
    try {
      Field key = Class.forName("io.grpc.xds.XdsNameResolver").getDeclaredField("RPC_HASH_KEY");
      key.setAccessible(true);
      return (CallOptions.Key<Long>) Objects.requireNonNull(key.get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Object pick(int request) {
    PickResult result = channel.picker().pickSubchannel(Keys.at(requests, request));
    ClientStreamTracer.Factory factory = result.getStreamTracerFactory();
    return factory == null
        ? Objects.requireNonNull(result.getSubchannel())
        : factory.newClientStreamTracer(STREAM, HEADERS);
  }

  @Override
  public void done(Object picked) {
    if (picked instanceof ClientStreamTracer tracer) {
      tracer.streamClosed(Status.OK);
    }
  }

  @Override
  public void close() {
    channel.getSynchronizationContext().execute(balancer::shutdown);
    channel.close();
  }

  /** A method without messages; nothing is ever sent. */
  private static final class Method implements MethodDescriptor.Marshaller<String> {

    static final MethodDescriptor<String, String> GREET =
        MethodDescriptor.<String, String>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("Greeter/greet")
            .setRequestMarshaller(new Method())
            .setResponseMarshaller(new Method())
            .build();

    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public String parse(InputStream stream) {
      return "";
    }
  }
}
