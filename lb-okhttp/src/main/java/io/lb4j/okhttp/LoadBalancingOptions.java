package io.lb4j.okhttp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What may be chosen about balancing a client's calls. Immutable and thread-safe. */
public final class LoadBalancingOptions {

  private static final LoadBalancingOptions DEFAULTS = new LoadBalancingOptions(null);

  private final @Nullable ServerStateHeader serverStateHeader;

  private LoadBalancingOptions(@Nullable ServerStateHeader serverStateHeader) {
    this.serverStateHeader = serverStateHeader;
  }

  /**
   * Returns the defaults: no response header says how an endpoint is.
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
    return new LoadBalancingOptions(Objects.requireNonNull(header, "header"));
  }

  @Nullable ServerStateHeader serverStateHeader() {
    return serverStateHeader;
  }

  @Override
  public String toString() {
    return "LoadBalancingOptions[serverStateHeader=" + serverStateHeader + "]";
  }
}
