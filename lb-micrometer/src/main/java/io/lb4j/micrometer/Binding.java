package io.lb4j.micrometer;

import io.lb4j.Balancer;
import io.lb4j.BalancerListener;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.MembershipChange;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One balancer's meters in one registry. The balancer holds it, as a listener; the registry holds
 * what the meters read only weakly, as registries do.
 */
final class Binding implements BalancerListener, AutoCloseable {

  private final Balancer<?> balancer;
  private final MeterRegistry registry;
  private final OwnMeters meters;
  // Held for the meters, which would not keep it.
  private final LatestSnapshot latest;
  private final AttemptMeters attempts;
  private final @Nullable EndpointMeters endpoints;

  private Binding(Balancer<?> balancer, MetricsOptions options, MeterRegistry registry, Tags tags) {
    this.balancer = balancer;
    this.registry = registry;
    this.latest = new LatestSnapshot(balancer);
    this.meters = new OwnMeters(registry, tags);
    this.attempts = new AttemptMeters(meters, options.buckets());
    this.endpoints =
        options.maxEndpoints() == 0 ? null : new EndpointMeters(meters, options.maxEndpoints());
  }

  /** Returns null if the balancer is closed. */
  static @Nullable Binding start(
      Balancer<?> balancer, MetricsOptions options, MeterRegistry registry) {
    BalancerSnapshot now = balancer.snapshot();
    if (now.closed()) {
      return null;
    }
    Tags tags = Tags.of(options.tags()).and("lb.name", now.name(), "policy", now.policy());
    Binding binding =
        CurrentBindings.in(registry)
            .begin(tags, () -> new Binding(balancer, options, registry, tags));
    SnapshotMeters.register(binding.meters, binding.latest);
    balancer.addListener(binding);
    balancer.addObserver(binding.attempts);
    if (binding.endpoints != null) {
      balancer.addObserver(binding.endpoints);
    }
    // Who has ended it meanwhile could not take off what was not there yet.
    if (balancer.snapshot().closed() || binding.meters.areRemoved()) {
      binding.close();
    }
    return binding;
  }

  @Override
  public void membershipChanged(MembershipChange change) {
    if (endpoints != null && !change.removed().isEmpty()) {
      Set<String> present =
          balancer.snapshot().endpoints().stream()
              .map(EndpointSnapshot::id)
              .collect(Collectors.toSet());
      endpoints.retain(present);
    }
  }

  @Override
  public void closed(String name) {
    close();
  }

  @Override
  public void close() {
    balancer.removeObserver(attempts);
    if (endpoints != null) {
      balancer.removeObserver(endpoints);
    }
    balancer.removeListener(this);
    meters.removeAll();
    CurrentBindings.in(registry).end(this);
  }
}
