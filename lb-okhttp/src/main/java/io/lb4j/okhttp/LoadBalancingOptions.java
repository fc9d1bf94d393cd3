package io.lb4j.okhttp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What may be chosen about balancing a client's calls. Immutable and thread-safe. */
public final class LoadBalancingOptions {

  private static final LoadBalancingOptions DEFAULTS = new LoadBalancingOptions(null, false);

  private final @Nullable ServerStateHeader serverStateHeader;
  private final boolean streamsClosedAfterDrain;

  private LoadBalancingOptions(
      @Nullable ServerStateHeader serverStateHeader, boolean streamsClosedAfterDrain) {
    this.serverStateHeader = serverStateHeader;
    this.streamsClosedAfterDrain = streamsClosedAfterDrain;
  }

  /**
   * Returns the defaults: no response header says how an endpoint is, and streams outlive a drain's
   * limit.
   *
   * @return the defaults
   */
  public static LoadBalancingOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Lets endpoints say that they are degraded or about to go.
   *
   * @param header the header in which they do
   * @return a changed copy
   */
  public LoadBalancingOptions withServerStateHeader(ServerStateHeader header) {
    return new LoadBalancingOptions(
        Objects.requireNonNull(header, "header"), streamsClosedAfterDrain);
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
    return new LoadBalancingOptions(serverStateHeader, closed);
  }

  @Nullable ServerStateHeader serverStateHeader() {
    return serverStateHeader;
  }

  boolean streamsClosedAfterDrain() {
    return streamsClosedAfterDrain;
  }

  @Override
  public String toString() {
    return "LoadBalancingOptions[serverStateHeader="
        + serverStateHeader
        + ", streamsClosedAfterDrain="
        + streamsClosedAfterDrain
        + "]";
  }
}
