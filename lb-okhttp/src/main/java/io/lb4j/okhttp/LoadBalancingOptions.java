package io.lb4j.okhttp;

import io.lb4j.retry.AttemptPolicy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What may be chosen about balancing a client's calls. Immutable and thread-safe. */
public final class LoadBalancingOptions {

  private static final LoadBalancingOptions DEFAULTS =
      new LoadBalancingOptions(
          AttemptPolicy.defaults(), OutcomeClassifier.DEFAULT, null, false, null, null, null, null);

  private final AttemptPolicy attempts;
  private final OutcomeClassifier classifier;
  private final @Nullable ServerStateHeader serverStateHeader;
  private final boolean streamsClosedAfterDrain;
  private final @Nullable String attemptHeader;
  private final @Nullable String requestIdHeader;
  private final @Nullable AffinityKey affinityKey;
  private final @Nullable OpenTelemetryTracing tracing;

  private LoadBalancingOptions(
      AttemptPolicy attempts,
      OutcomeClassifier classifier,
      @Nullable ServerStateHeader serverStateHeader,
      boolean streamsClosedAfterDrain,
      @Nullable String attemptHeader,
      @Nullable String requestIdHeader,
      @Nullable AffinityKey affinityKey,
      @Nullable OpenTelemetryTracing tracing) {
    this.attempts = attempts;
    this.classifier = classifier;
    this.serverStateHeader = serverStateHeader;
    this.streamsClosedAfterDrain = streamsClosedAfterDrain;
    this.attemptHeader = attemptHeader;
    this.requestIdHeader = requestIdHeader;
    this.affinityKey = affinityKey;
    this.tracing = tracing;
  }

  /**
   * Returns the defaults: up to three attempts without a limit of their own and without hedges,
   * judged by status and evidence; no response header says how an endpoint is, no request header
   * says which attempt it is, streams outlive a drain's limit, and nothing is traced.
   *
   * @return the defaults
   */
  public static LoadBalancingOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets the rules of further attempts. The deadline and the attempts' limit are for the response's
   * headers; bodies are limited by the client's own time-outs. Where either is set, or a call may
   * be hedged, each attempt runs in a call of its own, the first too, because nothing else can be
   * cut short; interceptors that were there before wrapping then run once more for it.
   *
   * @param attempts the rules; with a resilience4j {@code Retry} as {@code
   *     AttemptPolicy.defaults().withRetries(Resilience4jRetries.of(retry))}
   * @return a changed copy
   */
  public LoadBalancingOptions withAttempts(AttemptPolicy attempts) {
    Objects.requireNonNull(attempts, "attempts");
    return new LoadBalancingOptions(
        attempts,
        classifier,
        serverStateHeader,
        streamsClosedAfterDrain,
        attemptHeader,
        requestIdHeader,
        affinityKey,
        tracing);
  }

  /**
   * Sets what answers and failures mean for their endpoint.
   *
   * @param classifier the user's own
   * @return a changed copy
   */
  public LoadBalancingOptions withClassifier(OutcomeClassifier classifier) {
    Objects.requireNonNull(classifier, "classifier");
    return new LoadBalancingOptions(
        attempts,
        classifier,
        serverStateHeader,
        streamsClosedAfterDrain,
        attemptHeader,
        requestIdHeader,
        affinityKey,
        tracing);
  }

  /**
   * Lets endpoints say that they are degraded or about to go.
   *
   * @param header the header in which they do
   * @return a changed copy
   */
  public LoadBalancingOptions withServerStateHeader(ServerStateHeader header) {
    Objects.requireNonNull(header, "header");
    return new LoadBalancingOptions(
        attempts,
        classifier,
        header,
        streamsClosedAfterDrain,
        attemptHeader,
        requestIdHeader,
        affinityKey,
        tracing);
  }

  /**
   * Ends what is still open on an endpoint when the limit of its drain passes, so that it can be
   * stopped: WebSockets that a {@link BalancedCallFactory} opened are closed with the code 1001;
   * other WebSockets, and calls whose response has begun, are cancelled. Calls that still wait for
   * a response go on. Use this where clients reconnect by themselves, as those of server-sent
   * events do; not where long downloads must come to their end.
   *
   * @param closed whether to do so
   * @return a changed copy
   */
  public LoadBalancingOptions withStreamsClosedAfterDrain(boolean closed) {
    return new LoadBalancingOptions(
        attempts,
        classifier,
        serverStateHeader,
        closed,
        attemptHeader,
        requestIdHeader,
        affinityKey,
        tracing);
  }

  /**
   * Tells endpoints which attempt of its call a request is, from 1.
   *
   * @param name the request header, such as {@code X-Attempt}
   * @return a changed copy
   * @throws IllegalArgumentException if it cannot be the name of a header
   */
  public LoadBalancingOptions withAttemptHeader(String name) {
    return new LoadBalancingOptions(
        attempts,
        classifier,
        serverStateHeader,
        streamsClosedAfterDrain,
        HeaderNames.require(name),
        requestIdHeader,
        affinityKey,
        tracing);
  }

  /**
   * Gives all attempts of a call the same id, 32 hexadecimal digits from the balancer's random
   * source, unless the request has the header already. Not a secret.
   *
   * @param name the request header, such as {@code X-Request-Id}
   * @return a changed copy
   * @throws IllegalArgumentException if it cannot be the name of a header
   */
  public LoadBalancingOptions withRequestIdHeader(String name) {
    return new LoadBalancingOptions(
        attempts,
        classifier,
        serverStateHeader,
        streamsClosedAfterDrain,
        attemptHeader,
        HeaderNames.require(name),
        affinityKey,
        tracing);
  }

  /**
   * Says where requests name their session, or whatever else a hashing policy goes by.
   *
   * @param key none unless set
   * @return a changed copy
   */
  public LoadBalancingOptions withAffinityKey(AffinityKey key) {
    Objects.requireNonNull(key, "key");
    return new LoadBalancingOptions(
        attempts,
        classifier,
        serverStateHeader,
        streamsClosedAfterDrain,
        attemptHeader,
        requestIdHeader,
        key,
        tracing);
  }

  /**
   * Makes a span of every attempt.
   *
   * @param tracing where spans go; none unless set
   * @return a changed copy
   */
  public LoadBalancingOptions withTracing(OpenTelemetryTracing tracing) {
    Objects.requireNonNull(tracing, "tracing");
    return new LoadBalancingOptions(
        attempts,
        classifier,
        serverStateHeader,
        streamsClosedAfterDrain,
        attemptHeader,
        requestIdHeader,
        affinityKey,
        tracing);
  }

  /** The same for calls whose answers nobody sees, so that they begin no sessions. */
  LoadBalancingOptions withoutLearning() {
    return affinityKey == null || !affinityKey.learns()
        ? this
        : new LoadBalancingOptions(
            attempts,
            classifier,
            serverStateHeader,
            streamsClosedAfterDrain,
            attemptHeader,
            requestIdHeader,
            null,
            tracing);
  }

  AttemptPolicy attempts() {
    return attempts;
  }

  OutcomeClassifier classifier() {
    return classifier;
  }

  @Nullable ServerStateHeader serverStateHeader() {
    return serverStateHeader;
  }

  boolean streamsClosedAfterDrain() {
    return streamsClosedAfterDrain;
  }

  @Nullable String attemptHeader() {
    return attemptHeader;
  }

  @Nullable String requestIdHeader() {
    return requestIdHeader;
  }

  @Nullable AffinityKey affinityKey() {
    return affinityKey;
  }

  @Nullable OpenTelemetryTracing tracing() {
    return tracing;
  }

  @Override
  public String toString() {
    return "LoadBalancingOptions[attempts="
        + attempts
        + ", serverStateHeader="
        + serverStateHeader
        + ", streamsClosedAfterDrain="
        + streamsClosedAfterDrain
        + ", attemptHeader="
        + attemptHeader
        + ", requestIdHeader="
        + requestIdHeader
        + ", affinityKey="
        + affinityKey
        + ", tracing="
        + tracing
        + "]";
  }
}
