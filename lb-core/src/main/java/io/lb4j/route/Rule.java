package io.lb4j.route;

import io.lb4j.endpoint.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A rule's conditions, all of which have to hold.
 *
 * @param place in the order of rules, from 0
 * @param host null for any
 * @param path null for any
 * @param methods empty for any
 */
record Rule<R, D>(
    int place,
    Route<D> route,
    @Nullable HostPattern host,
    @Nullable PathPattern path,
    Set<String> methods,
    List<FieldCondition> fields,
    List<Custom<R>> customs) {

  /** A user's own condition, under the name that it has in messages. */
  record Custom<R>(String name, Predicate<? super R> predicate) {}

  boolean matches(Reading<R> reading, String host, String path) {
    return (this.host == null || this.host.matches(host))
        && (this.path == null || this.path.matches(path))
        && holdsBesides(reading);
  }

  /** Whether a request matches for which the table has found this rule. */
  boolean matchesAsFound(Reading<R> reading, String path) {
    return (this.path == null || this.path.isOnlyLiterals() || this.path.matches(path))
        && holdsBesides(reading);
  }

  private boolean holdsBesides(Reading<R> reading) {
    if (!methods.isEmpty() && !methods.contains(reading.method())) {
      return false;
    }
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.get(i).holds(reading)) {
        return false;
      }
    }
    for (int i = 0; i < customs.size(); i++) {
      if (!customs.get(i).predicate().test(reading.request())) {
        return false;
      }
    }
    return true;
  }

  /** Lists the conditions that a request does not meet; what it carries may be secret. */
  List<String> unmet(Reading<R> reading, String host, String path) {
    List<String> unmet = new ArrayList<>();
    if (this.host != null && !this.host.matches(host)) {
      unmet.add("the host " + Names.escape(host) + " is not " + this.host);
    }
    if (this.path != null && !this.path.matches(path)) {
      unmet.add("the path " + Names.escape(path) + " is not of " + this.path);
    }
    if (!methods.isEmpty() && !methods.contains(reading.method())) {
      unmet.add("the method " + Names.escape(reading.method()) + " is not of " + methods);
    }
    for (FieldCondition field : fields) {
      if (!field.holds(reading)) {
        unmet.add("not met: " + field);
      }
    }
    for (Custom<R> custom : customs) {
      if (!custom.predicate().test(reading.request())) {
        unmet.add("not met: " + custom.name());
      }
    }
    return unmet;
  }

  /** Whether this matches whatever the other one does, so far as can be told. */
  boolean covers(Rule<R, D> other) {
    return (host == null || (other.host != null && host.covers(other.host)))
        && (path == null || (other.path != null && path.covers(other.path)))
        && (methods.isEmpty() || (!other.methods.isEmpty() && methods.containsAll(other.methods)))
        && fields.stream().allMatch(field -> other.fields.stream().anyMatch(field::isImpliedBy))
        && customs.stream()
            .allMatch(
                custom ->
                    other.customs.stream().anyMatch(c -> c.predicate() == custom.predicate()));
  }

  /** What has to hold, in words. */
  String conditions() {
    List<String> all = new ArrayList<>();
    if (host != null) {
      all.add("host " + host);
    }
    if (path != null) {
      all.add(path.toString());
    }
    if (!methods.isEmpty()) {
      all.add("method " + String.join(" or ", methods));
    }
    fields.forEach(field -> all.add(field.toString()));
    customs.forEach(custom -> all.add(custom.name()));
    return all.isEmpty() ? "any request" : String.join(", ", all);
  }

  @Override
  public String toString() {
    return "\"" + route.name() + "\" (" + conditions() + ")";
  }
}
