package io.lb4j.benchmarks.peer;

import io.grpc.Attributes;
import io.grpc.ChannelLogger;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.CreateSubchannelArgs;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.LoadBalancer.SubchannelStateListener;
import io.grpc.ManagedChannel;
import io.grpc.SynchronizationContext;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The part of a gRPC channel that a load balancer sees, without a network behind it. */
final class ReadyChannel extends LoadBalancer.Helper {

  private final SynchronizationContext context =
      new SynchronizationContext(
          (thread, failure) -> {
            throw new IllegalStateException("the load balancer failed", failure);
          });
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ready-channel");
            thread.setDaemon(true);
            return thread;
          });
  private volatile @Nullable SubchannelPicker picker;

  SubchannelPicker picker() {
    return Objects.requireNonNull(picker);
  }

  void close() {
    timer.shutdownNow();
  }

  @Override
  public void updateBalancingState(ConnectivityState state, SubchannelPicker picker) {
    this.picker = picker;
  }

  @Override
  public Subchannel createSubchannel(CreateSubchannelArgs args) {
    return new ReadySubchannel(context, args.getAddresses());
  }

  @Override
  public SynchronizationContext getSynchronizationContext() {
    return context;
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return timer;
  }

  @Override
  public String getAuthority() {
    return "peers";
  }

  @Override
  public String getChannelTarget() {
    return "peers";
  }

  @Override
  public ChannelLogger getChannelLogger() {
    return Silence.INSTANCE;
  }

  @Override
  public ManagedChannel createOobChannel(EquivalentAddressGroup addresses, String authority) {
    throw new UnsupportedOperationException("nothing is ever sent");
  }

  private static final class ReadySubchannel extends Subchannel {

    private final SynchronizationContext context;
    private final List<EquivalentAddressGroup> addresses;
    private @Nullable SubchannelStateListener listener;

    ReadySubchannel(SynchronizationContext context, List<EquivalentAddressGroup> addresses) {
      this.context = context;
      this.addresses = addresses;
    }

    @Override
    public void start(SubchannelStateListener listener) {
      this.listener = listener;
    }

    @Override
    public void requestConnection() {
      enter(ConnectivityState.CONNECTING);
      enter(ConnectivityState.READY);
    }

    private void enter(ConnectivityState state) {
      context.execute(
          () ->
              Objects.requireNonNull(listener)
                  .onSubchannelState(ConnectivityStateInfo.forNonError(state)));
    }

    @Override
    public void shutdown() {}

    @Override
    public List<EquivalentAddressGroup> getAllAddresses() {
      return addresses;
    }

    @Override
    public Attributes getAttributes() {
      return Attributes.EMPTY;
    }

    @Override
    public Attributes getConnectedAddressAttributes() {
      return Attributes.EMPTY;
    }

    @Override
    public ChannelLogger getChannelLogger() {
      return Silence.INSTANCE;
    }
  }

  private static final class Silence extends ChannelLogger {

    static final Silence INSTANCE = new Silence();

    @Override
    public void log(ChannelLogLevel level, String message) {}

    @Override
    public void log(ChannelLogLevel level, String format, Object... values) {}
  }
}
