package io.lb4j;

import io.lb4j.affinity.SessionAffinity;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.EndpointSource;
import io.lb4j.endpoint.Names;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.EndpointBreakers;
import io.lb4j.health.GracePeriod;
import io.lb4j.health.HealthChecks;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.SkewPolicy;
import io.lb4j.health.SlowStart;
import io.lb4j.limit.AdaptiveLimit;
import io.lb4j.limit.AdaptiveThrottle;
import io.lb4j.limit.RateLimit;
import io.lb4j.retry.RetryBudget;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.time.Durations;
import io.lb4j.time.RandomSource;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Ticker;
import io.lb4j.time.WallClock;
import io.lb4j.zone.CapacityPolicy;
import io.lb4j.zone.ClientSubsetting;
import io.lb4j.zone.LocalityPolicy;
import io.lb4j.zone.PriorityPolicy;
import io.lb4j.zone.SubsetPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Configures and makes a {@link Balancer}. Everything has a default; each setter checks its value
 * at once. Not thread-safe; may be used for several balancers.
 *
 * @param <T> what a caller needs to reach an endpoint
 */
public final class BalancerBuilder<T> {

  private static final Duration DEFAULT_REMEMBER_REMOVED = Duration.ofMinutes(1);
  private static final double DEFAULT_RETRY_RATIO = 0.1;
  private static final double DEFAULT_RETRY_FLOOR_PER_SECOND = 1;
  private static final BalancerListener DEAF = new BalancerListener() {};

  private final String name;
  private final List<Endpoint<? extends T>> endpoints = new ArrayList<>();
  private SelectionPolicy policy = SelectionPolicies.peakEwma();
  private EjectionPolicy ejection = EjectionPolicy.defaults();
  private SlowStart slowStart = SlowStart.defaults();
  private GracePeriod grace = GracePeriod.defaults();
  private PanicPolicy panic = PanicPolicy.defaults();
  private PriorityPolicy priorities = PriorityPolicy.defaults();
  private @Nullable LocalityPolicy localities;
  private @Nullable EndpointBreakers breakers;
  private SkewPolicy skew = SkewPolicy.defaults();
  private @Nullable SubsetPolicy subsets;
  private @Nullable ClientSubsetting subsetting;
  private @Nullable CapacityPolicy capacity;
  private @Nullable AdaptiveLimit adaptiveLimit;
  private @Nullable RateLimit endpointRateLimit;
  private @Nullable RateLimit rateLimit;
  private @Nullable AdaptiveThrottle throttle;
  private Duration rememberRemoved = DEFAULT_REMEMBER_REMOVED;
  private @Nullable HealthChecks<? super T> healthChecks;
  private @Nullable Duration leaseTimeLimit;
  private @Nullable LeaseTraces traces;
  private @Nullable SessionAffinity affinity;
  private @Nullable HotKeys hotKeys;
  private @Nullable EndpointSource<? extends T> source;
  private Duration awaitSource = Duration.ZERO;
  private double retryRatio = DEFAULT_RETRY_RATIO;
  private double retryFloorPerSecond = DEFAULT_RETRY_FLOOR_PER_SECOND;
  private BalancerListener listener = DEAF;
  private Ticker ticker = Ticker.system();
  private Scheduler scheduler = Scheduler.system();
  private RandomSource random = RandomSource.system();
  private InstantSource wallClock = WallClock.system();

  BalancerBuilder(String name) {
    this.name = Names.require("balancer name", name);
  }

  /**
   * Adds endpoints to start with. None is fine: until the first update, {@code select} fails with
   * EMPTY.
   *
   * @param endpoints added to those added before; equal duplicates are dropped
   * @return this
   */
  public BalancerBuilder<T> endpoints(Collection<? extends Endpoint<? extends T>> endpoints) {
    for (Endpoint<? extends T> endpoint : endpoints) {
      this.endpoints.add(Objects.requireNonNull(endpoint, "endpoints contains null"));
    }
    return this;
  }

  /**
   * Adds endpoints to start with.
   *
   * @param endpoints added to those added before; equal duplicates are dropped
   * @return this
   */
  @SafeVarargs
  public final BalancerBuilder<T> endpoints(Endpoint<? extends T>... endpoints) {
    for (Endpoint<? extends T> endpoint : endpoints) {
      this.endpoints.add(Objects.requireNonNull(endpoint, "endpoints contains null"));
    }
    return this;
  }

  /**
   * Has the set kept up to date by a source, from the start until the balancer is closed. Endpoints
   * that were {@linkplain #endpoints added} serve until the source's first set. Do not also {@link
   * Balancer#update}: the source's next set would replace that one.
   *
   * @param source none unless set
   * @return this
   * @throws IllegalArgumentException if its name is no name, or {@link EndpointSource#staleAfter}
   *     is not positive
   */
  public BalancerBuilder<T> source(EndpointSource<? extends T> source) {
    Names.require("source name", source.name());
    Durations.requirePositive("staleAfter of source " + source.name(), source.staleAfter());
    this.source = source;
    return this;
  }

  /**
   * Has {@link #build} wait for the source's first set, so that the first selection finds somebody.
   * When the time is over the balancer is built all the same, and a warning logged. Waits in real
   * time, whatever the ticker. Needs a {@link #source}.
   *
   * @param limit not at all unless set
   * @return this
   * @throws IllegalArgumentException if the limit is negative
   */
  public BalancerBuilder<T> awaitSource(Duration limit) {
    this.awaitSource = Durations.requireNotNegative("awaitSource", limit);
    return this;
  }

  /**
   * Sets the rule for choosing endpoints.
   *
   * @param policy {@link SelectionPolicies#peakEwma()} unless set
   * @return this
   */
  public BalancerBuilder<T> policy(SelectionPolicy policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /**
   * Sets when endpoints are ejected on what callers report.
   *
   * @param ejection {@link EjectionPolicy#defaults()} unless set
   * @return this
   */
  public BalancerBuilder<T> ejection(EjectionPolicy ejection) {
    this.ejection = Objects.requireNonNull(ejection, "ejection");
    return this;
  }

  /**
   * Sets how endpoints that are new or come back get their full share.
   *
   * @param slowStart {@link SlowStart#defaults()} unless set
   * @return this
   */
  public BalancerBuilder<T> slowStart(SlowStart slowStart) {
    this.slowStart = Objects.requireNonNull(slowStart, "slowStart");
    return this;
  }

  /**
   * Sets how long endpoints that join count as starting.
   *
   * @param grace {@link GracePeriod#defaults()} unless set
   * @return this
   */
  public BalancerBuilder<T> grace(GracePeriod grace) {
    this.grace = Objects.requireNonNull(grace, "grace");
    return this;
  }

  /**
   * Has the balancer itself ask the endpoints whether they can serve.
   *
   * @param healthChecks none unless set
   * @return this
   */
  public BalancerBuilder<T> healthChecks(HealthChecks<? super T> healthChecks) {
    this.healthChecks = Objects.requireNonNull(healthChecks, "healthChecks");
    return this;
  }

  /**
   * Sets when too few endpoints of a priority are left, and what happens then.
   *
   * @param panic {@link PanicPolicy#defaults()} unless set
   * @return this
   */
  public BalancerBuilder<T> panic(PanicPolicy panic) {
    this.panic = Objects.requireNonNull(panic, "panic");
    return this;
  }

  /**
   * Sets when traffic leaves endpoints of one {@linkplain Endpoint#priority() priority} for those
   * of the next.
   *
   * @param priorities {@link PriorityPolicy#defaults()} unless set
   * @return this
   */
  public BalancerBuilder<T> priorities(PriorityPolicy priorities) {
    this.priorities = Objects.requireNonNull(priorities, "priorities");
    return this;
  }

  /**
   * Divides the traffic of each priority between zones or regions, before the {@linkplain #policy
   * policy} chooses within one. They exclude each other: {@link io.lb4j.zone.ZonePolicy} keeps
   * traffic near, {@link io.lb4j.zone.LocalityWeights} gives fixed parts, {@link
   * io.lb4j.zone.RegionPolicy} goes by latency, load and cost.
   *
   * @param localities traffic does not divide unless set
   * @return this
   * @throws IllegalStateException if another kind was set before
   */
  public BalancerBuilder<T> localities(LocalityPolicy localities) {
    Objects.requireNonNull(localities, "localities");
    LocalityPolicy other = this.localities;
    if (other != null && other.getClass() != localities.getClass()) {
      throw new IllegalStateException(
          "balancer "
              + name
              + " has a "
              + other.getClass().getSimpleName()
              + " already, and now got a "
              + localities.getClass().getSimpleName()
              + "; choose one: ZonePolicy keeps traffic in the client's zone, LocalityWeights gives"
              + " each place a fixed part, RegionPolicy goes by latency, load and cost");
    }
    this.localities = localities;
    return this;
  }

  /**
   * Gives every endpoint a circuit breaker, beside passive ejection. An open breaker keeps its
   * endpoint out of the candidates; a half-open one is asked at each pick. When every candidate's
   * breaker refuses, requests are tried all the same, unless {@linkplain #panic panic} fails fast.
   *
   * @param breakers makes them; none unless set
   * @return this
   */
  public BalancerBuilder<T> breakers(EndpointBreakers breakers) {
    this.breakers = Objects.requireNonNull(breakers, "breakers");
    return this;
  }

  /**
   * Sets when traffic counts as skewed, which {@link BalancerListener#skewChanged} then hears.
   *
   * @param skew {@link SkewPolicy#defaults()} unless set
   * @return this
   */
  public BalancerBuilder<T> skew(SkewPolicy skew) {
    this.skew = Objects.requireNonNull(skew, "skew");
    return this;
  }

  /**
   * Declares labels, so that requests that require them are picked from subsets of the endpoints as
   * if those were all there are. How traffic divides is then up to requests, so it is not watched
   * for {@linkplain #skew skew}.
   *
   * @param subsets none unless set
   * @return this
   */
  public BalancerBuilder<T> subsets(SubsetPolicy subsets) {
    this.subsets = Objects.requireNonNull(subsets, "subsets");
    return this;
  }

  /**
   * Has the balancer use only a part of the endpoints that it is given, as one of many clients of a
   * large set. It knows nothing of the others: snapshots, events and health checks are about the
   * part.
   *
   * @param subsetting chooses the part; all are used unless set
   * @return this
   */
  public BalancerBuilder<T> subsetting(ClientSubsetting subsetting) {
    this.subsetting = Objects.requireNonNull(subsetting, "subsetting");
    return this;
  }

  /**
   * Has the balancer work out how many endpoints its traffic takes, which the {@linkplain
   * io.lb4j.snapshot.BalancerSnapshot#capacity snapshot} shows and {@link
   * BalancerListener#capacityChanged} hears.
   *
   * @param capacity not worked out unless set
   * @return this
   */
  public BalancerBuilder<T> capacity(CapacityPolicy capacity) {
    this.capacity = Objects.requireNonNull(capacity, "capacity");
    return this;
  }

  /**
   * Gives every endpoint a limit of requests at once that follows its latency, beside the
   * {@linkplain Endpoint#maxConcurrency() one it was configured with}; the lower holds. An endpoint
   * at its limit is passed over; when all are, selections fail with SATURATED.
   *
   * @param adaptiveLimit {@link io.lb4j.limit.Gradient2}, {@link io.lb4j.limit.Vegas} or your own;
   *     none unless set
   * @return this
   */
  public BalancerBuilder<T> adaptiveLimit(AdaptiveLimit adaptiveLimit) {
    this.adaptiveLimit = Objects.requireNonNull(adaptiveLimit, "adaptiveLimit");
    return this;
  }

  /**
   * Sets how many requests per second this balancer may send to each endpoint. An endpoint whose
   * rate is used up is passed over; when all are, selections fail with SATURATED.
   *
   * @param endpointRateLimit the same for each endpoint; none unless set
   * @return this
   */
  public BalancerBuilder<T> endpointRateLimit(RateLimit endpointRateLimit) {
    this.endpointRateLimit = Objects.requireNonNull(endpointRateLimit, "endpointRateLimit");
    return this;
  }

  /**
   * Sets how many requests per second this balancer may send to all endpoints together. Further
   * ones fail with THROTTLED and the exact time to come back after.
   *
   * @param rateLimit of all callers of this balancer together, retries included; none unless set
   * @return this
   */
  public BalancerBuilder<T> rateLimit(RateLimit rateLimit) {
    this.rateLimit = Objects.requireNonNull(rateLimit, "rateLimit");
    return this;
  }

  /**
   * Has the balancer refuse a part of the requests itself, with THROTTLED, while its endpoints
   * refuse too many.
   *
   * @param throttle none unless set
   * @return this
   */
  public BalancerBuilder<T> throttle(AdaptiveThrottle throttle) {
    this.throttle = Objects.requireNonNull(throttle, "throttle");
    return this;
  }

  /**
   * Sets how long an endpoint that left the set is remembered. If it returns within that time it is
   * the one it was, with all that was learned of it and with all verdicts on it.
   *
   * @param duration one minute unless set; zero forgets at the next control tick
   * @return this
   * @throws IllegalArgumentException if the duration is negative
   */
  public BalancerBuilder<T> rememberRemoved(Duration duration) {
    this.rememberRemoved = Durations.requireNotNegative("rememberRemoved", duration);
    return this;
  }

  /**
   * Takes back leases that are held for too long, by callers that forget to close them. Costs an
   * entry in a concurrent set per open lease, and a reading of the clock, so it is off unless set.
   *
   * @param limit longer than the longest request and stream; positive
   * @return this
   * @throws IllegalArgumentException if the limit is not positive
   */
  public BalancerBuilder<T> leaseTimeLimit(Duration limit) {
    this.leaseTimeLimit = Durations.requirePositive("leaseTimeLimit", limit);
    return this;
  }

  /**
   * Draws selections to be looked at closely in {@link Balancer#traces}. None are unless this is
   * set.
   *
   * @param traces how many are drawn and kept
   * @return this
   */
  public BalancerBuilder<T> traces(LeaseTraces traces) {
    this.traces = Objects.requireNonNull(traces, "traces");
    return this;
  }

  /**
   * Binds sessions to endpoints: requests with the same text key go to the same endpoint, under any
   * policy.
   *
   * @param affinity what holds when the endpoint goes, and where sessions are kept; none unless set
   * @return this
   */
  public BalancerBuilder<T> affinity(SessionAffinity affinity) {
    this.affinity = Objects.requireNonNull(affinity, "affinity");
    return this;
  }

  /**
   * Watches which keys requests carry, for {@link Balancer#hotKeys}. None are unless this is set.
   *
   * @param hotKeys how closely
   * @return this
   */
  public BalancerBuilder<T> hotKeys(HotKeys hotKeys) {
    this.hotKeys = Objects.requireNonNull(hotKeys, "hotKeys");
    return this;
  }

  /**
   * Sets how many retries all callers of this balancer may make together. A new balancer may make
   * 10 at once whatever is set; for none at all use {@link io.lb4j.retry.AttemptPolicy#once()}.
   *
   * @param ratio retries per request, 0 to 1; 0.1 unless set
   * @param floorPerSecond retries per second that are free; 1 unless set
   * @return this
   * @throws IllegalArgumentException if a value is out of its range
   */
  public BalancerBuilder<T> retryBudget(double ratio, double floorPerSecond) {
    RetryBudget.check(ratio, floorPerSecond);
    this.retryRatio = ratio;
    this.retryFloorPerSecond = floorPerSecond;
    return this;
  }

  /**
   * Sets who hears what happens to the endpoints, from the first on. {@link Balancer#addListener}
   * adds others later.
   *
   * @param listener may block and throw
   * @return this
   */
  public BalancerBuilder<T> listener(BalancerListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /**
   * Sets the clock; for tests and simulations.
   *
   * @param ticker {@link Ticker#system()} unless set
   * @return this
   */
  public BalancerBuilder<T> ticker(Ticker ticker) {
    this.ticker = Objects.requireNonNull(ticker, "ticker");
    return this;
  }

  /**
   * Sets what runs ticks and callbacks; for tests and simulations, and for those who bring their
   * own threads.
   *
   * @param scheduler {@link Scheduler#system()} unless set
   * @return this
   */
  public BalancerBuilder<T> scheduler(Scheduler scheduler) {
    this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
    return this;
  }

  /**
   * Sets the source of chance; for tests and simulations.
   *
   * @param random {@link RandomSource#system()} unless set
   * @return this
   */
  public BalancerBuilder<T> random(RandomSource random) {
    this.random = Objects.requireNonNull(random, "random");
    return this;
  }

  /**
   * Sets the clock that histories and events show; for tests and simulations.
   *
   * @param wallClock {@link WallClock#system()} unless set
   * @return this
   */
  public BalancerBuilder<T> wallClock(InstantSource wallClock) {
    this.wallClock = Objects.requireNonNull(wallClock, "wallClock");
    return this;
  }

  /**
   * Makes the balancer and starts its tick. Close it when it is no longer needed; one that is
   * dropped without closing stops by itself once it is garbage.
   *
   * @return a new balancer
   * @throws IllegalArgumentException if two different endpoints share an id, or one does not suit
   *     the policy
   * @throws IllegalStateException if a source is to be awaited, but there is none
   */
  public Balancer<T> build() {
    if (source == null && !awaitSource.isZero()) {
      throw new IllegalStateException(
          "awaitSource is %s, but balancer %s has no source; set one, or do not wait"
              .formatted(Durations.text(awaitSource), name));
    }
    Map<String, Endpoint<T>> initial = DefaultBalancer.byId(endpoints);
    policy.requireSuitable(initial.values());
    Settings settings =
        new Settings(
            name,
            policy,
            ejection,
            slowStart,
            grace,
            panic,
            priorities,
            localities,
            breakers,
            subsets == null ? skew : SkewPolicy.off(),
            subsets,
            subsetting,
            capacity,
            adaptiveLimit,
            endpointRateLimit,
            rateLimit,
            throttle,
            affinity,
            rememberRemoved,
            listener,
            ticker,
            scheduler,
            random,
            wallClock);
    ControlLoop<T> control = new ControlLoop<>(settings, healthChecks, leaseTimeLimit);
    if (!initial.isEmpty()) {
      control.update(MemberSet.of(initial, subsetting));
    }
    control.start();
    return new DefaultBalancer<>(
        settings,
        control,
        new RetryBudget(retryRatio, retryFloorPerSecond, ticker),
        traces,
        hotKeys,
        source == null ? null : feed(source, settings, control));
  }

  private SourceFeed<T> feed(
      EndpointSource<? extends T> source, Settings settings, ControlLoop<T> control) {
    SourceFeed<T> feed = new SourceFeed<>(settings, source, control);
    try {
      feed.start();
    } catch (RuntimeException e) {
      feed.close();
      control.close();
      throw e;
    }
    if (!awaitSource.isZero()) {
      feed.awaitFirstSet(awaitSource);
    }
    return feed;
  }
}
