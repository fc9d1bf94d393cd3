package io.lb4j.snapshot;

import io.lb4j.request.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One real selection, drawn as a sample: what there was to choose from, what stood in the way, who
 * took it, and how it went. {@link #toString} renders it as a table.
 *
 * @param at when
 * @param serving how many endpoints took traffic
 * @param candidates those that the policy chose, and others of the set to compare them with; {@link
 *     #MAX_CANDIDATES} at most, all of a small set
 * @param refusals what the endpoints that were tried were refused for, in order; {@link
 *     #MAX_REFUSALS} at most
 * @param route how the endpoint came to be chosen
 * @param chosenId the endpoint's id, or null if there was none
 * @param outcome what was reported of the call so far, or null for nothing; a failure that broke a
 *     stream takes the place of the success it began with
 * @param latency from the selection to the first report, or null before
 * @param closed whether the caller has closed the lease; true also if there was no endpoint
 */
public record LeaseTrace(
    Instant at,
    int serving,
    List<Candidate> candidates,
    List<Refusal> refusals,
    Route route,
    @Nullable String chosenId,
    @Nullable Outcome outcome,
    @Nullable Duration latency,
    boolean closed) {

  /** How many candidates a trace holds. */
  public static final int MAX_CANDIDATES = 16;

  /** How many refusals a trace holds. */
  public static final int MAX_REFUSALS = 16;

  /**
   * An endpoint as it was when the policy looked at it.
   *
   * @param id the endpoint's id
   * @param load by what the policy ranked it, the smaller the better; NaN if it does not
   * @param inFlight leases that were open
   */
  public record Candidate(String id, double load, int inFlight) {}

  /**
   * An endpoint that could not take the request.
   *
   * @param id the endpoint's id
   * @param reason why
   */
  public record Refusal(String id, RefusalReason reason) {}

  /** How an endpoint comes to be chosen. */
  public enum Route {
    /** The policy chose it, at the first attempt or a later one. */
    POLICY,
    /** The context asked for it by name. */
    PREFERRED,
    /** The request's session is pinned to it. */
    SESSION,
    /** The request tests it at the end of its ejection. */
    PROBE,
    /** What the policy chose was refused or nothing, so whoever had room took it. */
    SCAN,
    /** None was. */
    NONE
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(at).append(' ');
    text.append(
        switch (route) {
          case POLICY -> chosenId + " by the policy";
          case PREFERRED -> chosenId + " as the context preferred";
          case SESSION -> chosenId + " as its session is there";
          case PROBE -> chosenId + " to test it";
          case SCAN -> chosenId + " as the last resort";
          case NONE -> "no endpoint";
        });
    text.append(" of ").append(serving).append(" serving").append(end());
    for (Refusal refusal : refusals) {
      text.append(String.format("%n  - %s %s", refusal.id(), refusal.reason().words()));
    }
    for (Candidate candidate : candidates) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n  %s %-24s load %-10.4g in flight %d",
              candidate.id().equals(chosenId) ? "*" : " ",
              candidate.id(),
              candidate.load(),
              candidate.inFlight()));
    }
    return text.toString();
  }

  private String end() {
    if (chosenId == null) {
      return "";
    }
    if (outcome == null || latency == null) {
      return closed ? ": closed without a report" : ": under way";
    }
    return String.format(
        Locale.ROOT, ": %s after %.3g ms", outcome.kind(), latency.toNanos() / 1e6);
  }
}
