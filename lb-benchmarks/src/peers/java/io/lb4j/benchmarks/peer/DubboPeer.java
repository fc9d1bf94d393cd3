package io.lb4j.benchmarks.peer;

import java.util.List;
import java.util.Map;
import org.apache.dubbo.common.URL;
import org.apache.dubbo.rpc.Invocation;
import org.apache.dubbo.rpc.Invoker;
import org.apache.dubbo.rpc.Result;
import org.apache.dubbo.rpc.RpcInvocation;
import org.apache.dubbo.rpc.RpcStatus;
import org.apache.dubbo.rpc.cluster.LoadBalance;

/** A load balancer of Dubbo, with the count that its active limit filter keeps of each request. */
final class DubboPeer implements Peer {

  private static final String METHOD = "greet";

  private final LoadBalance balancer;
  private final boolean counts;
  private final List<Invoker<Object>> invokers;
  private final URL consumer = new URL("dubbo", "127.0.0.1", Hosts.PORT, "Greeter");
  private final Invocation[] invocations = Keys.requests(DubboPeer::invocation, Invocation[]::new);

  /** With weights where the policy knows any; counts where the policy reads the counts. */
  DubboPeer(LoadBalance balancer, boolean weighted, boolean counts, int n) {
    this.balancer = balancer;
    this.counts = counts;
    invokers = Hosts.list(n, i -> new FixedInvoker(url(i, weighted)));
  }

  private static URL url(int i, boolean weighted) {
    String weight = Integer.toString(weighted ? Hosts.weight(i) : 100);
    return new URL("dubbo", Hosts.name(i), Hosts.PORT, "Greeter", Map.of("weight", weight));
  }

  private static Invocation invocation(long hash) {
    RpcInvocation invocation = new RpcInvocation();
    invocation.setMethodName(METHOD);
    invocation.setParameterTypes(new Class<?>[] {String.class});
    invocation.setArguments(new Object[] {Long.toHexString(hash)});
    return invocation;
  }

  @Override
  public Object pick(int request) {
    Invoker<Object> invoker = balancer.select(invokers, consumer, Keys.at(invocations, request));
    if (!counts) {
      return invoker;
    }
    RpcStatus.beginCount(invoker.getUrl(), METHOD, Integer.MAX_VALUE);
    return new Counted(invoker.getUrl(), System.nanoTime());
  }

  @Override
  public void done(Object picked) {
    if (picked instanceof Counted request) {
      long millis = (System.nanoTime() - request.startNanos) / 1_000_000;
      RpcStatus.endCount(request.url, METHOD, millis, true);
    }
  }

  private record Counted(URL url, long startNanos) {}

  private record FixedInvoker(URL url) implements Invoker<Object> {

    @Override
    public Class<Object> getInterface() {
      return Object.class;
    }

    @Override
    public Result invoke(Invocation invocation) {
      throw new UnsupportedOperationException("only chosen, never called");
    }

    @Override
    public URL getUrl() {
      return url;
    }

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public void destroy() {}
  }
}
