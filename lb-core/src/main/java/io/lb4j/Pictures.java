package io.lb4j;

import io.lb4j.affinity.Sessions;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.RetryBudget;
import io.lb4j.select.Picker;
import io.lb4j.snapshot.BalancerSnapshot;
import io.lb4j.snapshot.BalancerTotals;
import io.lb4j.snapshot.EndpointSnapshot;
import io.lb4j.snapshot.Explanation;
import io.lb4j.snapshot.LocalitySnapshot;
import io.lb4j.snapshot.PrioritySnapshot;
import io.lb4j.snapshot.SourceSnapshot;
import io.lb4j.time.Durations;
import io.lb4j.zone.LocalityPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Draws what operators see from what selections use, changing nothing. */
final class Pictures {

  private Pictures() {}

  static <T> BalancerSnapshot snapshot(
      Settings settings,
      ControlLoop<T> control,
      RetryBudget budget,
      long noEndpointFailures,
      @Nullable Admission admission,
      @Nullable Sessions sessions,
      @Nullable SourceSnapshot source) {
    PickTable<T> table = control.table();
    LeaseLedger ledger = control.ledger();
    long selections = 0;
    for (EndpointState<T> state : table.members().values()) {
      selections += state.selections();
    }
    Dues dues = Dues.of(table, settings.localities());
    List<EndpointSnapshot> endpoints = new ArrayList<>(table.members().size());
    for (EndpointState<T> state : table.members().values()) {
      endpoints.add(endpoint(state, table, dues, selections, control.tickClock().nanos()));
    }
    return new BalancerSnapshot(
        settings.name(),
        settings.policy().name(),
        settings.wallClock().instant(),
        List.copyOf(endpoints),
        table.panicking(),
        table.priorities().stream().map(control.regions()::scored).toList(),
        control.skews().isSkewed(),
        control.skews().deviations(),
        table.closed(),
        budget.available(),
        control.updates(),
        control.emptyUpdatesIgnored(),
        ledger.unreportedCount(),
        ledger.repeatedReportCount(),
        ledger.reclaimedCount(),
        noEndpointFailures,
        admission == null ? 0 : admission.refused(),
        admission == null ? 0 : admission.probability(),
        sessions == null ? null : sessions.stats(),
        source,
        table.subsets() == null ? List.of() : table.subsets().pictures(),
        control.offered(),
        control.capacity().advice(),
        totals(control, budget));
  }

  private static <T> BalancerTotals totals(ControlLoop<T> control, RetryBudget budget) {
    LifetimeCounts<T> counts = control.counts();
    return new BalancerTotals(
        counts.selections(),
        counts.outcomes(),
        budget.retries(),
        budget.hedges(),
        budget.refusals(),
        control.ejections().byCause());
  }

  private static <T> EndpointSnapshot endpoint(
      EndpointState<T> state, PickTable<T> table, Dues dues, long selections, long nowNanos) {
    PickTable.Seat<T> seat = table.seatOf(state);
    Ramp ramp = state.ramp();
    long own = state.selections();
    CheckRecord checked = state.checked();
    return new EndpointSnapshot(
        state.endpoint(),
        state.standing().state(),
        seat != null,
        state.standing().verdicts(),
        state.history(),
        state.inFlight(),
        state.limit(),
        own,
        selections == 0 ? 0 : Math.min(1, own / (double) selections),
        dues.of(state),
        state.recentShare(),
        state.probes(),
        state.standing().record().ejections(),
        state.counts(),
        load(seat),
        ramp == null ? 1 : ramp.share(nowNanos),
        checked == null ? null : checked.last());
  }

  static <T> Explanation explain(
      Settings settings,
      ControlLoop<T> control,
      SelectionContext context,
      @Nullable Admission admission,
      @Nullable StickySessions<T> sticky) {
    PickTable<T> whole = control.table();
    Subsets<T> subsets = whole.subsetsFor(context);
    PickTable<T> table = subsets == null ? whole : subsets.find(context);
    if (table == null && subsets != null) {
      // Null once more if there is nothing to pick from.
      table = subsets.fallback(whole);
    }
    SelectionContext asked = subsets == null ? context : context.requiringNone();
    Binding binding = table == null ? Binding.NONE : binding(sticky, table, whole, asked);
    long nowNanos = control.tickClock().nanos();
    List<Explanation.Candidate> candidates = new ArrayList<>(whole.members().size());
    for (EndpointState<T> state : whole.members().values()) {
      if (table == null || !table.members().containsKey(state.id())) {
        candidates.add(candidate(state, null, false, "not in the subset"));
        continue;
      }
      PickTable.Seat<T> seat = table.seatOf(state);
      String obstacle = obstacle(state, seat, table, asked, binding);
      candidates.add(
          obstacle.isEmpty()
              ? candidate(
                  state, seat, true, merit(state, seat, settings.localities(), binding, nowNanos))
              : candidate(state, seat, false, obstacle));
    }
    return new Explanation(
        settings.name(),
        settings.policy().name(),
        (subsets == null ? "" : subsets.situation(context))
            + (table == null ? "" : situation(settings, table, control.regions()))
            + part(whole.members().size(), control.offered())
            + (admission == null ? "" : admission.inWords())
            + binding.inWords(),
        List.copyOf(candidates));
  }

  /** As a selection decides: the endpoint that is named comes first, if it can take the request. */
  private static <T> Binding binding(
      @Nullable StickySessions<T> sticky,
      PickTable<T> table,
      PickTable<T> whole,
      SelectionContext context) {
    String preferred = context.preferredId();
    EndpointState<T> named = preferred == null ? null : table.members().get(preferred);
    if (named != null) {
      Binding binding = Binding.toNamed(named);
      if (obstacle(named, table.seatOf(named), table, context, binding).isEmpty()) {
        return binding;
      }
    }
    return Binding.toSession(sticky, table, whole, context);
  }

  private static <T> Explanation.Candidate candidate(
      EndpointState<T> state, PickTable.@Nullable Seat<T> seat, boolean isEligible, String reason) {
    return new Explanation.Candidate(
        state.id(),
        state.standing().state(),
        isEligible,
        reason,
        state.inFlight(),
        state.endpoint().weight(),
        load(seat));
  }

  private static String part(int used, int offered) {
    return used < offered ? "; this client uses " + used + " of " + offered + " endpoints" : "";
  }

  private static String situation(Settings settings, PickTable<?> table, RegionScores regions) {
    if (table.closed()) {
      return "closed";
    }
    StringBuilder situation = new StringBuilder();
    situation.append(table.usable()).append(" of ").append(table.available());
    situation.append(" available endpoints can serve");
    boolean amongSeveral = table.priorities().size() > 1;
    LocalityPolicy localities = settings.localities();
    for (PrioritySnapshot priority : table.priorities()) {
      if (amongSeveral) {
        situation.append(
            String.format(
                Locale.ROOT,
                "; priority %d gets %.0f %%, as %d of %d can",
                priority.priority(),
                100 * priority.share(),
                priority.usable(),
                priority.available()));
      }
      if (priority.panicking()) {
        situation.append(inPanic(settings));
      }
      if (localities != null) {
        situation.append("; ").append(divided(localities, regions.scored(priority), table));
      }
    }
    return situation.toString();
  }

  private static String divided(
      LocalityPolicy policy, PrioritySnapshot priority, PickTable<?> table) {
    if (priority.localities().isEmpty()) {
      return "not divided by "
          + policy.kind()
          + Undivided.why(policy, priority, table.members().values());
    }
    StringJoiner divided = new StringJoiner("; ");
    for (LocalitySnapshot locality : priority.localities()) {
      String score =
          Double.isNaN(locality.score())
              ? ""
              : String.format(Locale.ROOT, " and it scores %.1f", locality.score());
      divided.add(
          String.format(
              Locale.ROOT,
              "%s gets %.1f %%, as %d of %d can%s",
              locality.name().isEmpty()
                  ? "no " + policy.kind()
                  : policy.kind() + " " + locality.name(),
              100 * locality.share(),
              locality.usable(),
              locality.available(),
              score));
    }
    return divided.toString();
  }

  private static String inPanic(Settings settings) {
    return switch (settings.panic().action()) {
      case FAIL_OPEN -> ", so those that are out serve too";
      case FAIL_FAST -> ", so nobody serves";
    };
  }

  /** What keeps an endpoint from taking the request, or nothing. */
  private static <T> String obstacle(
      EndpointState<T> state,
      PickTable.@Nullable Seat<T> seat,
      PickTable<T> table,
      SelectionContext context,
      Binding binding) {
    Endpoint<T> endpoint = state.endpoint();
    if (!context.matches(endpoint)) {
      return "lacks the required metadata";
    }
    if (context.avoids(endpoint)) {
      return "avoided by the context";
    }
    if (binding.rulesOut(state)) {
      return "the session is bound to another";
    }
    if (seat == null && !(binding.isTo(state) && table.keeps(state))) {
      Standing standing = state.standing();
      if (!standing.verdicts().isEmpty()) {
        return standing.verdicts().stream()
            .map(
                verdict ->
                    verdict.until() == null
                        ? verdict.reason()
                        : verdict.reason() + ", until " + verdict.until())
            .reduce((a, b) -> a + "; " + b)
            .orElse("unhealthy");
      }
      return endpoint.weight() == 0 ? "weight 0" : "not serving";
    }
    if (seat != null && seat.level().candidates().admits(seat.index(), context)) {
      return "";
    }
    if (state.inFlight() >= state.limit()) {
      return "at its limit of " + state.limit() + " in flight";
    }
    TokenBucket rate = state.rate();
    long waitNanos = rate == null ? 0 : rate.waitNanos(state.ledger().nanoTime());
    if (waitNanos > 0) {
      return "at its rate limit, for " + Durations.textInMillis(waitNanos);
    }
    return seat == null ? "" : "refused by its circuit breaker";
  }

  private static <T> String merit(
      EndpointState<T> state,
      PickTable.@Nullable Seat<T> seat,
      @Nullable LocalityPolicy localities,
      Binding binding,
      long nowNanos) {
    if (binding.isTo(state)) {
      return seat == null
          ? binding.merit() + ", " + state.standing().state() + " for others"
          : binding.merit();
    }
    if (seat != null && seat.level().load() == 0) {
      String locality = seat.level().key().locality();
      return "stands by in priority "
          + state.endpoint().priority()
          + (localities == null || locality.isEmpty()
              ? ""
              : ", " + localities.kind() + " " + locality);
    }
    Ramp ramp = state.ramp();
    if (ramp != null) {
      return "in slow start at " + Math.round(100 * ramp.share(nowNanos)) + " % of its share";
    }
    return switch (state.standing().traffic()) {
      case NORMAL -> "eligible";
      case RESERVE -> "eligible, because too few are better";
      case LAST_RESORT, NONE -> "eligible, because too few are healthy";
    };
  }

  private static double load(PickTable.@Nullable Seat<?> seat) {
    return seat == null ? Double.NaN : load(seat.level().picker(), seat.index());
  }

  /** A user's picker may throw; a picture must come out all the same. */
  static double load(Picker picker, int index) {
    try {
      return picker.load(index);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return Double.NaN;
    }
  }
}
