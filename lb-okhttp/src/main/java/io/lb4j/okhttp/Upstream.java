package io.lb4j.okhttp;

import io.lb4j.Balancer;
import io.lb4j.request.SelectionContext;
import io.lb4j.route.Mirror;
import io.lb4j.route.MirrorPolicy;
import io.lb4j.route.Split;
import io.lb4j.route.Variant;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule sends a client's calls: to a balancer, or to the variants of a {@link Split}, with
 * copies to a shadow pool if wanted. Immutable and thread-safe.
 */
public final class Upstream {

  /** What one call got. */
  record Choice(Balancer<URI> balancer, @Nullable Variant<?> variant) {}

  /** Where copies go. */
  record Shadowing(Balancer<URI> balancer, Mirror mirror) {}

  private final @Nullable Balancer<URI> balancer;
  private final @Nullable Split<Balancer<URI>> split;
  private final @Nullable Function<? super Request, @Nullable String> key;
  private final @Nullable String forcingHeader;
  private final @Nullable Shadowing shadowing;

  private Upstream(
      @Nullable Balancer<URI> balancer,
      @Nullable Split<Balancer<URI>> split,
      @Nullable Function<? super Request, @Nullable String> key,
      @Nullable String forcingHeader,
      @Nullable Shadowing shadowing) {
    this.balancer = balancer;
    this.split = split;
    this.key = key;
    this.forcingHeader = forcingHeader;
    this.shadowing = shadowing;
  }

  /**
   * Sends calls to a balancer's endpoints. Its name need not be a host's.
   *
   * @param balancer picks the endpoints
   * @return a new upstream
   */
  public static Upstream to(Balancer<URI> balancer) {
    return new Upstream(Objects.requireNonNull(balancer, "balancer"), null, null, null, null);
  }

  /**
   * Divides calls among balancers. Those with a key stick to their variant; the key is that of the
   * {@link SelectionContext} that the request carries as its tag. A call stays with its variant in
   * all its attempts, and each attempt is reported to it: a canary is judged by what its endpoints
   * do and not by what retries make of it. A stream that breaks after a good beginning counts
   * twice, as a success and as a failure.
   *
   * @param split whose weights may change at any time, by a {@code Canary} for instance
   * @return a new upstream
   */
  public static Upstream to(Split<Balancer<URI>> split) {
    return new Upstream(null, Objects.requireNonNull(split, "split"), null, null, null);
  }

  /**
   * Takes the key that sticks to a variant from elsewhere.
   *
   * @param key the key of a request, or null if it has none and chance decides
   * @return a changed copy
   * @throws IllegalStateException if there are no variants
   */
  public Upstream keyedBy(Function<? super Request, @Nullable String> key) {
    requireSplit("keyedBy");
    return new Upstream(balancer, split, Objects.requireNonNull(key), forcingHeader, shadowing);
  }

  /**
   * Lets requests name their variant by a header. Whoever can set it decides, so take it off
   * requests from outside unless they may.
   *
   * @param header the header whose value is a variant's name; other values are ignored
   * @return a changed copy
   * @throws IllegalArgumentException if it cannot be the name of a header
   * @throws IllegalStateException if there are no variants
   */
  public Upstream forcedBy(String header) {
    requireSplit("forcedBy");
    return new Upstream(balancer, split, key, HeaderNames.require(header), shadowing);
  }

  private void requireSplit(String what) {
    if (split == null) {
      throw new IllegalStateException(what + " is for a split; this goes to one balancer");
    }
  }

  /**
   * Copies calls to a shadow pool, with the header {@link MirrorPolicy#HEADER} and without the
   * request's tags. Copies have one attempt, no cookie jar, no cache, and none of the client's
   * interceptors; the request is copied as it comes out of those that were there before wrapping,
   * credentials included. Not copied are bodies that can be sent once only, and WebSockets. Answers
   * are read and dropped.
   *
   * @param shadow picks the endpoints of the copies
   * @param mirror decides how many; tells what has become of them
   * @return a changed copy
   */
  public Upstream mirroredTo(Balancer<URI> shadow, Mirror mirror) {
    return new Upstream(
        balancer,
        split,
        key,
        forcingHeader,
        new Shadowing(
            Objects.requireNonNull(shadow, "shadow"), Objects.requireNonNull(mirror, "mirror")));
  }

  Choice choose(Request request) {
    if (split == null) {
      return new Choice(Objects.requireNonNull(balancer), null);
    }
    String forced = forcingHeader == null ? null : request.header(forcingHeader);
    Variant<Balancer<URI>> variant = split.pick(contextOf(request), forced);
    return new Choice(variant.destination(), variant);
  }

  private SelectionContext contextOf(Request request) {
    if (key != null) {
      String text = key.apply(request);
      return text == null ? SelectionContext.none() : SelectionContext.forKey(text);
    }
    SelectionContext tag = request.tag(SelectionContext.class);
    return tag == null ? SelectionContext.none() : tag;
  }

  List<Balancer<URI>> balancers() {
    return split == null
        ? List.of(Objects.requireNonNull(balancer))
        : split.variants().stream().map(Variant::destination).toList();
  }

  @Nullable Shadowing shadowing() {
    return shadowing;
  }

  @Override
  public String toString() {
    return "Upstream["
        + (balancer == null ? split : balancer.name())
        + (shadowing == null ? "" : ", mirrored to " + shadowing.balancer().name())
        + "]";
  }
}
