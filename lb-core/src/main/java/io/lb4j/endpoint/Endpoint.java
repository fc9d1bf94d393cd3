package io.lb4j.endpoint;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One member of the set that a balancer chooses from: a target (an address, a data source, a
 * channel, anything), an id, and what is known of it beforehand.
 *
 * <p>An endpoint is its id. A balancer that is handed a new set keeps everything it has learned
 * about the ids it knows, even when their weight, zone or target changed. The id also decides where
 * an endpoint stands in a hash placement, so it should be the same in every process: {@code
 * host:port} rather than a random name.
 *
 * <p>Immutable and thread-safe, provided the target is. {@link #equals} compares every property,
 * the target by its own {@code equals}.
 *
 * @param <T> what a caller needs to reach the endpoint
 */
public final class Endpoint<T> {

  /** The value of {@link #maxConcurrency()} that stands for no limit. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private final String id;
  private final T target;
  private final double weight;
  private final @Nullable String zone;
  private final @Nullable String region;
  private final int priority;
  private final int maxConcurrency;
  private final Readiness readiness;
  private final Map<String, String> metadata;

  private Endpoint(Builder<T> builder) {
    this.id = builder.id;
    this.target = builder.target;
    this.weight = builder.weight;
    this.zone = builder.zone;
    this.region = builder.region;
    this.priority = builder.priority;
    this.maxConcurrency = builder.maxConcurrency;
    this.readiness = builder.readiness;
    this.metadata = Map.copyOf(builder.metadata);
  }

  /**
   * Makes an endpoint of an address, with the id {@code host:port}.
   *
   * @param uri scheme, host and port; the port may be left out for http and https. No user info,
   *     path (save {@code /}), query or fragment: they belong to the request
   * @return an endpoint of weight 1
   * @throws IllegalArgumentException if the address lacks a host or carries more than an address
   */
  public static Endpoint<URI> of(URI uri) {
    return builder(UriIds.idOf(uri), uri).build();
  }

  /**
   * Makes an endpoint of weight 1.
   *
   * @param id the stable identity
   * @param target what a caller needs to reach the endpoint
   * @param <T> the target's type
   * @return an endpoint with defaults for everything else
   * @throws IllegalArgumentException if the id is blank, too long or holds control characters
   */
  public static <T> Endpoint<T> of(String id, T target) {
    return builder(id, target).build();
  }

  /**
   * Starts an endpoint with further properties.
   *
   * @param id the stable identity
   * @param target what a caller needs to reach the endpoint
   * @param <T> the target's type
   * @return a builder, not thread-safe
   * @throws IllegalArgumentException if the id is blank, too long or holds control characters
   */
  public static <T> Builder<T> builder(String id, T target) {
    return new Builder<>(id, target);
  }

  /**
   * Returns the identity.
   *
   * @return a non-blank name without control characters
   */
  public String id() {
    return id;
  }

  /**
   * Returns what a caller needs to reach the endpoint.
   *
   * @return the target
   */
  public T target() {
    return target;
  }

  /**
   * Returns the share of traffic this endpoint should get, relative to the others.
   *
   * @return 1 unless set; 0 means no new traffic unless all weights are 0
   */
  public double weight() {
    return weight;
  }

  /**
   * Returns the zone the endpoint is in.
   *
   * @return the zone, or null if unknown
   */
  public @Nullable String zone() {
    return zone;
  }

  /**
   * Returns the region the endpoint is in.
   *
   * @return the region, or null if unknown
   */
  public @Nullable String region() {
    return region;
  }

  /**
   * Returns the priority: 0 is used first, higher numbers take what those before cannot carry.
   *
   * @return 0 unless set
   */
  public int priority() {
    return priority;
  }

  /**
   * Returns how many leases this balancer may hold on the endpoint at once.
   *
   * @return at least 1; {@link #UNLIMITED} unless set
   */
  public int maxConcurrency() {
    return maxConcurrency;
  }

  /**
   * Returns what discovery says of the endpoint's health: one verdict among others, which neither
   * lifts theirs nor is lifted by them.
   *
   * @return {@link Readiness#READY} unless set
   */
  public Readiness readiness() {
    return readiness;
  }

  /**
   * Returns the labels that {@code SelectionContext.requiring} matches.
   *
   * @return an immutable map, empty unless set
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Starts an endpoint like this one, of the same id and target.
   *
   * @return a builder with every property of this endpoint, not thread-safe
   */
  public Builder<T> toBuilder() {
    Builder<T> copy = new Builder<>(id, target);
    copy.weight = weight;
    copy.zone = zone;
    copy.region = region;
    copy.priority = priority;
    copy.maxConcurrency = maxConcurrency;
    copy.readiness = readiness;
    copy.metadata = metadata;
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Endpoint<?> that
            && id.equals(that.id)
            && target.equals(that.target)
            && Double.compare(weight, that.weight) == 0
            && Objects.equals(zone, that.zone)
            && Objects.equals(region, that.region)
            && priority == that.priority
            && maxConcurrency == that.maxConcurrency
            && readiness == that.readiness
            && metadata.equals(that.metadata));
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** Returns the id: targets may hold secrets, and belong in no log. */
  @Override
  public String toString() {
    return id;
  }

  /**
   * Collects the properties of an endpoint. Each setter checks its value at once. Not thread-safe.
   *
   * @param <T> the target's type
   */
  public static final class Builder<T> {

    private final String id;
    private final T target;
    private double weight = 1;
    private @Nullable String zone;
    private @Nullable String region;
    private int priority;
    private int maxConcurrency = UNLIMITED;
    private Readiness readiness = Readiness.READY;
    private Map<String, String> metadata = Map.of();

    private Builder(String id, T target) {
      this.id = Names.require("endpoint id", id);
      this.target = Objects.requireNonNull(target, () -> "target of endpoint " + id);
    }

    /**
     * Sets the share of traffic, relative to the other endpoints.
     *
     * @param weight finite, not negative; 0 means no new traffic unless all weights are 0
     * @return this
     * @throws IllegalArgumentException if the weight is negative, infinite or NaN
     */
    public Builder<T> weight(double weight) {
      if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "weight of endpoint " + id + " is " + weight + "; it must be finite and not negative");
      }
      this.weight = weight + 0.0; // -0.0 becomes 0.0
      return this;
    }

    /**
     * Sets the zone.
     *
     * @param zone the zone's name
     * @return this
     * @throws IllegalArgumentException if the name is blank or holds control characters
     */
    public Builder<T> zone(String zone) {
      this.zone = Names.require("zone of endpoint " + id, zone);
      return this;
    }

    /**
     * Sets the region.
     *
     * @param region the region's name
     * @return this
     * @throws IllegalArgumentException if the name is blank or holds control characters
     */
    public Builder<T> region(String region) {
      this.region = Names.require("region of endpoint " + id, region);
      return this;
    }

    /**
     * Sets the priority.
     *
     * @param priority 0, unless set, is used first; others stand by; numbers may have gaps
     * @return this
     * @throws IllegalArgumentException if the priority is negative
     */
    public Builder<T> priority(int priority) {
      if (priority < 0) {
        throw new IllegalArgumentException(
            "priority of endpoint " + id + " is " + priority + "; the first priority is 0");
      }
      this.priority = priority;
      return this;
    }

    /**
     * Limits the leases that one balancer may hold on the endpoint at once.
     *
     * @param maxConcurrency at least 1
     * @return this
     * @throws IllegalArgumentException if the limit is below 1
     */
    public Builder<T> maxConcurrency(int maxConcurrency) {
      if (maxConcurrency < 1) {
        throw new IllegalArgumentException(
            "maxConcurrency of endpoint "
                + id
                + " is "
                + maxConcurrency
                + "; it must be at least 1 (weight 0 takes an endpoint out of traffic)");
      }
      this.maxConcurrency = maxConcurrency;
      return this;
    }

    /**
     * Sets what discovery says of the endpoint's health.
     *
     * @param readiness {@link Readiness#READY} unless set
     * @return this
     */
    public Builder<T> readiness(Readiness readiness) {
      this.readiness = Objects.requireNonNull(readiness, () -> "readiness of endpoint " + id);
      return this;
    }

    /**
     * Sets the labels, replacing those set before.
     *
     * @param metadata names and values, copied by {@link #build()}
     * @return this
     * @throws IllegalArgumentException if a name is blank or holds control characters
     */
    public Builder<T> metadata(Map<String, String> metadata) {
      metadata.keySet().forEach(name -> Names.require("metadata name of endpoint " + id, name));
      this.metadata = metadata;
      return this;
    }

    /**
     * Makes the endpoint.
     *
     * @return an immutable endpoint
     */
    public Endpoint<T> build() {
      return new Endpoint<>(this);
    }
  }
}
