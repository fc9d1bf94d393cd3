package io.lb4j.request;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Names;
import io.lb4j.hash.KeyHash;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the selection: an affinity key, a preferred endpoint or region, endpoints
 * to avoid, labels that the endpoint must carry. Every instance method returns a changed copy.
 *
 * <p>Immutable and thread-safe. {@code select()} without a context allocates none.
 */
public final class SelectionContext {

  private static final Endpoint<?>[] NO_ENDPOINTS = {};
  private static final SelectionContext NONE =
      new SelectionContext(
          null, false, 0, null, NO_ENDPOINTS, Map.of(), List.of(), AttemptKind.FIRST);

  private final @Nullable String key;
  private final boolean hasHash;
  private final long hash;
  private final @Nullable String preferredId;
  private final Endpoint<?>[] avoided;
  private final Map<String, String> required;
  private final List<String> regions;
  private final AttemptKind attempt;
  private final boolean allowsAll;
  // Made when first asked for; two threads may both make it, and either will do.
  private @Nullable SelectionContext unrequiring;

  private SelectionContext(
      @Nullable String key,
      boolean hasHash,
      long hash,
      @Nullable String preferredId,
      Endpoint<?>[] avoided,
      Map<String, String> required,
      List<String> regions,
      AttemptKind attempt) {
    this.key = key;
    this.hasHash = hasHash;
    this.hash = hash;
    this.preferredId = preferredId;
    this.avoided = avoided;
    this.required = required;
    this.regions = regions;
    this.attempt = attempt;
    this.allowsAll = avoided.length == 0 && required.isEmpty();
  }

  /**
   * Returns the context of a request that asks for nothing.
   *
   * @return the shared empty context
   */
  public static SelectionContext none() {
    return NONE;
  }

  /**
   * Makes a context for a key: with a hashing policy, equal keys go to the same endpoint.
   *
   * @param key any text; hashed now, over its UTF-8 bytes, with XXH64 and seed 0
   * @return a context with this key
   */
  public static SelectionContext forKey(CharSequence key) {
    String text = key.toString();
    return new SelectionContext(
        text,
        true,
        KeyHash.xxh64(text),
        null,
        NO_ENDPOINTS,
        Map.of(),
        List.of(),
        AttemptKind.FIRST);
  }

  /**
   * Makes a context for a key that the caller has hashed already. Policies that are keyed by text
   * refuse it.
   *
   * @param hash 64 well-mixed bits
   * @return a context with this hash
   */
  public static SelectionContext forHash(long hash) {
    return new SelectionContext(
        null, true, hash, null, NO_ENDPOINTS, Map.of(), List.of(), AttemptKind.FIRST);
  }

  /**
   * Gives the request an affinity key, in place of the one it had.
   *
   * @param key any text; hashed as by {@link #forKey}
   * @return a copy with this key
   */
  public SelectionContext withKey(CharSequence key) {
    String text = key.toString();
    return new SelectionContext(
        text, true, KeyHash.xxh64(text), preferredId, avoided, required, regions, attempt);
  }

  /**
   * Asks for one endpoint by name; when it cannot serve, the policy picks as usual. Who names an
   * endpoint continues a session that the application has there, so one that is being drained, is
   * degraded or has weight 0 still serves such requests.
   *
   * @param id an endpoint's id
   * @return a copy that prefers this endpoint
   */
  public SelectionContext preferring(String id) {
    Objects.requireNonNull(id, "id");
    return new SelectionContext(key, hasHash, hash, id, avoided, required, regions, attempt);
  }

  /**
   * Rules endpoints out, in addition to those ruled out before: the ones already tried.
   *
   * @param endpoints compared by id
   * @return a copy that avoids these endpoints
   */
  public SelectionContext avoiding(Endpoint<?>... endpoints) {
    Endpoint<?>[] all = Arrays.copyOf(avoided, avoided.length + endpoints.length);
    for (int i = 0; i < endpoints.length; i++) {
      all[avoided.length + i] = Objects.requireNonNull(endpoints[i], "endpoint");
    }
    return new SelectionContext(key, hasHash, hash, preferredId, all, required, regions, attempt);
  }

  /**
   * Lifts the avoidance again, for the caller who has tried every endpoint.
   *
   * @return a copy that avoids none
   */
  public SelectionContext avoidingNone() {
    return avoided.length == 0
        ? this
        : new SelectionContext(
            key, hasHash, hash, preferredId, NO_ENDPOINTS, required, regions, attempt);
  }

  /**
   * Demands a label, in addition to those demanded before. Endpoints without it are not eligible.
   *
   * @param name the label's name
   * @param value the value it must have
   * @return a copy that demands this label
   */
  public SelectionContext requiring(String name, String value) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    if (required.isEmpty()) {
      return new SelectionContext(
          key, hasHash, hash, preferredId, avoided, Map.of(name, value), regions, attempt);
    }
    Map<String, String> all = new HashMap<>(required);
    all.put(name, value);
    return new SelectionContext(
        key, hasHash, hash, preferredId, avoided, Map.copyOf(all), regions, attempt);
  }

  /**
   * Asks for regions in an order of the request's own, as for one that comes from far away: it goes
   * to the first that can serve, and to where other requests go when none can. A region whose
   * endpoints fail in part takes what they can carry.
   *
   * <p>Balancers whose traffic does not divide by regions ignore it, as they do regions that they
   * do not know.
   *
   * @param regions the best first; replaces what was asked for before
   * @return a copy that prefers these regions
   * @see io.lb4j.endpoint.Endpoint#region()
   */
  public SelectionContext preferringRegions(List<String> regions) {
    return new SelectionContext(
        key, hasHash, hash, preferredId, avoided, required, List.copyOf(regions), attempt);
  }

  /**
   * Asks for regions in an order of the request's own.
   *
   * @param regions the best first; replaces what was asked for before
   * @return a copy that prefers these regions
   * @see #preferringRegions(List)
   */
  public SelectionContext preferringRegions(String... regions) {
    return preferringRegions(List.of(regions));
  }

  /**
   * Lifts the demands again, for endpoints that are known to meet them. The copy is made once.
   *
   * @return a copy that demands no label
   */
  public SelectionContext requiringNone() {
    if (required.isEmpty()) {
      return this;
    }
    SelectionContext copy = unrequiring;
    if (copy == null) {
      copy =
          new SelectionContext(
              key, hasHash, hash, preferredId, avoided, Map.of(), regions, attempt);
      unrequiring = copy;
    }
    return copy;
  }

  /**
   * Says why the attempt is made that this selection is for, which metrics and traces tell apart.
   * It changes nothing about the selection, but a session does not follow a hedge to its endpoint.
   *
   * @param kind first unless set
   * @return a copy that says so
   */
  public SelectionContext asAttempt(AttemptKind kind) {
    Objects.requireNonNull(kind, "kind");
    return kind == attempt
        ? this
        : new SelectionContext(key, hasHash, hash, preferredId, avoided, required, regions, kind);
  }

  /**
   * Returns the affinity key.
   *
   * @return the key's text, or null if there is none or only its hash is known
   */
  public @Nullable String key() {
    return key;
  }

  /**
   * Tells whether the request has an affinity key or hash.
   *
   * @return true if {@link #hash()} means something
   */
  public boolean hasHash() {
    return hasHash;
  }

  /**
   * Returns the hash of the affinity key.
   *
   * @return 64 unsigned bits; 0 if there is no key
   */
  public long hash() {
    return hash;
  }

  /**
   * Returns the endpoint asked for by name.
   *
   * @return an endpoint's id, or null
   */
  public @Nullable String preferredId() {
    return preferredId;
  }

  /**
   * Returns the regions that the request prefers.
   *
   * @return the best first; an immutable list, mostly empty
   */
  public List<String> preferredRegions() {
    return regions;
  }

  /**
   * Returns the labels that the endpoint must carry.
   *
   * @return an immutable map, mostly empty
   */
  public Map<String, String> required() {
    return required;
  }

  /**
   * Returns why the attempt is made.
   *
   * @return the kind of attempt that the selection is for
   */
  public AttemptKind attempt() {
    return attempt;
  }

  /**
   * Tells whether any endpoint is eligible as far as this context goes, which spares asking about
   * each.
   *
   * @return true if the context neither avoids an endpoint nor demands a label
   */
  public boolean allowsAll() {
    return allowsAll;
  }

  /**
   * Tells whether an endpoint is ruled out.
   *
   * @param endpoint compared by id
   * @return true if the context avoids it
   */
  public boolean avoids(Endpoint<?> endpoint) {
    for (Endpoint<?> other : avoided) {
      if (other.id().equals(endpoint.id())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tells whether an endpoint carries the demanded labels.
   *
   * @param endpoint the endpoint
   * @return true if it carries all of them, or none is demanded
   */
  public boolean matches(Endpoint<?> endpoint) {
    return required.isEmpty() || endpoint.metadata().entrySet().containsAll(required.entrySet());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("SelectionContext[");
    text.append(hasHash ? "hash=" + Long.toUnsignedString(hash, 16) : "no key");
    if (preferredId != null) {
      text.append(", preferring=").append(Names.escape(preferredId));
    }
    if (!regions.isEmpty()) {
      text.append(", preferring regions ").append(Names.escape(regions.toString()));
    }
    if (avoided.length > 0) {
      text.append(", avoiding=").append(Arrays.toString(avoided));
    }
    if (!required.isEmpty()) {
      text.append(", requiring=").append(Names.escape(required.keySet().toString()));
    }
    return text.append(']').toString();
  }
}
