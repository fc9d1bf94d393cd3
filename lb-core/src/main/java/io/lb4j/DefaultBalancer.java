package io.lb4j;

import io.lb4j.affinity.Sessions;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Names;
import io.lb4j.health.Verdict;
import io.lb4j.jfr.BalancerEvents;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.RetryBudget;
import io.lb4j.select.Picker;
import io.lb4j.select.UnsuitableContextException;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.Explanation;
import io.lb4j.snapshot.HotKey;
import io.lb4j.snapshot.LeaseTrace;
import io.lb4j.time.Durations;
import io.lb4j.time.TimeAndChance;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The balancer: reads the pick table on the hot path, hands everything else to the control loop.
 */
final class DefaultBalancer<T> implements Balancer<T> {

  /** How often a refused pick is repeated before a scan decides. */
  static final int MAX_PICKS = 5;

  private final Settings settings;
  private final ControlLoop<T> control;
  // Of the control loop's parts, so that selections take the shortest way to the table.
  private final Publication<T> publication;
  private final RetryBudget retryBudget;
  private final @Nullable Tracer<T> tracer;
  private final @Nullable Admission admission;
  private final @Nullable StickySessions<T> sticky;
  private final @Nullable KeyTally keys;
  private final @Nullable SourceFeed<T> feed;
  private final @Nullable BalancerEvents events = BalancerEvents.ifAvailable();
  private final LongAdder noEndpointFailures = new LongAdder();

  DefaultBalancer(
      Settings settings,
      ControlLoop<T> control,
      RetryBudget retryBudget,
      @Nullable LeaseTraces traces,
      @Nullable HotKeys hotKeys,
      @Nullable SourceFeed<T> feed) {
    this.settings = settings;
    this.control = control;
    this.publication = control.publication();
    this.retryBudget = retryBudget;
    this.feed = feed;
    this.admission = Admission.of(settings, control.ledger().throttle());
    this.sticky =
        settings.affinity() == null
            ? null
            : new StickySessions<>(this, settings.affinity(), control);
    this.keys = hotKeys == null ? null : new KeyTally(hotKeys, settings.random());
    this.tracer = traces == null ? null : new Tracer<>(traces, settings, this::select);
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Lease<T> select() {
    return select(SelectionContext.none());
  }

  @Override
  public Lease<T> select(SelectionContext context) {
    if (keys != null) {
      keys.look(context);
    }
    PickTable<T> table = publication.table();
    Subsets<T> subsets = table.subsets();
    return subsets == null || context.required().isEmpty()
        ? selectFrom(table, context)
        : selectWithin(subsets, table, context);
  }

  private Lease<T> selectWithin(Subsets<T> subsets, PickTable<T> whole, SelectionContext context) {
    PickTable<T> table = subsets.find(context);
    if (table == null) {
      if (!subsets.concern(context)) {
        return selectFrom(whole, context);
      }
      table = subsets.fallback(whole);
    }
    if (table == null) {
      throw failed(subsets.noMatch(settings.name(), context, whole.members().size()));
    }
    return selectFrom(table, context.requiringNone());
  }

  private Lease<T> selectFrom(PickTable<T> table, SelectionContext context) {
    Lease<T> lease =
        tracer == null || !tracer.isDue() ? select(table, context) : tracer.select(table, context);
    return sticky == null ? lease : sticky.follow(table, context, lease);
  }

  private SlotLease<T> select(PickTable<T> table, SelectionContext context) {
    SlotLease<T> lease = selectUnmarked(table, context);
    if (context.attempt() != AttemptKind.FIRST) {
      lease.mark(context.attempt());
    }
    return lease;
  }

  private SlotLease<T> selectUnmarked(PickTable<T> table, SelectionContext context) {
    if (admission != null && !table.closed()) {
      admission.admit();
    }
    String preferred = context.preferredId();
    if (preferred != null) {
      SlotLease<T> lease = table.leasePreferred(preferred, context);
      if (lease != null) {
        return lease;
      }
    }
    if (sticky != null) {
      String key = context.key();
      if (key != null) {
        return sticky.select(table, context, key);
      }
    }
    return selectAnew(table, context);
  }

  /** Selects for a request that is bound to no endpoint, or not to this one any more. */
  SlotLease<T> selectAnew(PickTable<T> table, SelectionContext context) {
    SlotLease<T> lease = dueProbe(table, context);
    if (lease == null) {
      PickLevels<T> levels = table.levels();
      lease =
          levels == null
              ? pick(table.candidates(), table.picker(), context)
              : pick(levels, context);
    }
    return lease != null ? lease : lastResort(table, context);
  }

  /** The level that the request is drawn for; if it has no room, the others in their order. */
  private @Nullable SlotLease<T> pick(PickLevels<T> levels, SelectionContext context) {
    int drawn = levels.draw(context);
    SlotLease<T> lease = pick(levels.get(drawn), context);
    return lease != null ? lease : pickElsewhere(levels, drawn, context);
  }

  private @Nullable SlotLease<T> pickElsewhere(
      PickLevels<T> levels, int drawn, SelectionContext context) {
    SlotLease<T> lease = null;
    for (int index : levels.order(context)) {
      if (index != drawn) {
        lease = pick(levels.get(index), context);
        if (lease != null) {
          break;
        }
      }
    }
    return lease;
  }

  private @Nullable SlotLease<T> pick(PickLevel<T> level, SelectionContext context) {
    SlotLease<T> lease = pick(level.candidates(), level.picker(), context);
    return lease != null ? lease : level.candidates().leaseAnyNotHeldBack(context);
  }

  private @Nullable SlotLease<T> pick(
      CandidateSet<T> candidates, Picker picker, SelectionContext context) {
    for (int attempt = 0; attempt < MAX_PICKS; attempt++) {
      int index = choose(candidates, picker, context, attempt);
      if (index < 0) {
        return null;
      }
      SlotLease<T> lease = candidates.lease(index, context, false);
      if (lease != null) {
        return lease;
      }
    }
    return null;
  }

  private @Nullable SlotLease<T> dueProbe(PickTable<T> table, SelectionContext context) {
    // A request that has failed once already is not risked on an endpoint that may still be down.
    return table.probing() == null || !context.allowsAll()
        ? null
        : table.leaseProbe(context, control.ledger());
  }

  private int choose(
      CandidateSet<T> candidates, Picker picker, SelectionContext context, int attempt) {
    try {
      int index = picker.pick(context, attempt);
      return index < candidates.size() ? index : -1;
    } catch (UnsuitableContextException e) {
      throw e;
    } catch (Throwable e) {
      control.ledger().callbackFailed("the policy's picker", e);
      return -1;
    }
  }

  private SlotLease<T> lastResort(PickTable<T> table, SelectionContext context) {
    SlotLease<T> lease = table.leaseAny(context);
    if (lease == null) {
      lease = table.leaseProbe(context, control.ledger());
    }
    if (lease == null) {
      throw refused(
          table,
          Refusals.explain(
              settings.name(),
              table,
              context,
              settings.wallClock().instant(),
              settings.ticker().nanoTime()));
    }
    return lease;
  }

  /** The newest table, of all endpoints. */
  PickTable<T> table() {
    return control.table();
  }

  /** Counts a selection that fails. */
  NoEndpointAvailableException refused(PickTable<T> table, NoEndpointAvailableException refusal) {
    if (admission != null && !table.closed()) {
      admission.takeBack();
    }
    return failed(refusal);
  }

  private NoEndpointAvailableException failed(NoEndpointAvailableException failure) {
    noEndpointFailures.increment();
    if (events != null) {
      events.noEndpointAvailable(settings.name(), failure.reason());
    }
    return failure;
  }

  @Override
  public void update(Collection<? extends Endpoint<? extends T>> endpoints) {
    Map<String, Endpoint<T>> byId = byId(endpoints);
    settings.policy().requireSuitable(byId.values());
    control.update(MemberSet.of(byId, settings.subsetting()));
  }

  /** Keeps the order of first appearance, so that policies that go by order are told it. */
  static <T> Map<String, Endpoint<T>> byId(Collection<? extends Endpoint<? extends T>> endpoints) {
    Map<String, Endpoint<T>> byId = new LinkedHashMap<>();
    for (Endpoint<? extends T> endpoint : endpoints) {
      Objects.requireNonNull(endpoint, "endpoints contains null");
      Endpoint<T> covariant = covariant(endpoint);
      Endpoint<T> twin = byId.putIfAbsent(endpoint.id(), covariant);
      if (twin != null && !twin.equals(covariant)) {
        throw new IllegalArgumentException(
            "two different endpoints have the id \""
                + endpoint.id()
                + "\"; ids must be unique within a balancer");
      }
    }
    return byId;
  }

  @SuppressWarnings("unchecked") // Endpoints are immutable and only produce their target.
  private static <T> Endpoint<T> covariant(Endpoint<? extends T> endpoint) {
    return (Endpoint<T>) endpoint;
  }

  @Override
  public void clear() {
    control.clear();
  }

  @Override
  public CompletionStage<DrainResult> drain(String id, Duration limit, String reason) {
    Durations.requirePositive("limit", limit);
    return control.drain(Objects.requireNonNull(id, "id"), limit, Names.require("reason", reason));
  }

  @Override
  public void disable(String id, String reason) {
    control.disable(Objects.requireNonNull(id, "id"), Names.require("reason", reason));
  }

  @Override
  public void enable(String id) {
    control.enable(Objects.requireNonNull(id, "id"));
  }

  @Override
  public Explanation explain(SelectionContext context) {
    return Pictures.explain(settings, control, context, admission, sticky);
  }

  @Override
  public BalancerSnapshot snapshot() {
    return Pictures.snapshot(
        settings,
        control,
        retryBudget,
        noEndpointFailures.sum(),
        admission,
        sessions(),
        feed == null ? null : feed.snapshot());
  }

  @Override
  public List<Verdict> verdicts(String id) {
    EndpointState<T> state = control.table().members().get(Objects.requireNonNull(id, "id"));
    return state == null ? List.of() : state.standing().verdicts();
  }

  @Override
  public List<LeaseTrace> traces() {
    return tracer == null ? List.of() : tracer.traces();
  }

  @Override
  public List<HotKey> hotKeys() {
    return keys == null ? List.of() : keys.hottest();
  }

  @Override
  public @Nullable Sessions sessions() {
    return sticky == null ? null : sticky.sessions();
  }

  @Override
  public RetryBudget retryBudget() {
    return retryBudget;
  }

  @Override
  public TimeAndChance timeAndChance() {
    return settings.timeAndChance();
  }

  @Override
  public void addListener(BalancerListener listener) {
    control.announcer().add(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public void removeListener(BalancerListener listener) {
    control.announcer().remove(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public void addObserver(LeaseObserver observer) {
    control.ledger().add(Objects.requireNonNull(observer, "observer"));
  }

  @Override
  public void removeObserver(LeaseObserver observer) {
    control.ledger().remove(Objects.requireNonNull(observer, "observer"));
  }

  @Override
  public void close() {
    control.close();
    if (sticky != null) {
      sticky.sessions().close();
    }
    if (feed != null) {
      feed.close();
    }
  }

  @Override
  public String toString() {
    return "Balancer[" + settings.name() + " by " + settings.policy().name() + "]";
  }
}
