package io.lb4j.config;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every key of a balancer, as it is written after {@code lb.clients.<name>.}. */
enum Key {
  SOURCE("source", "location", "none", "where endpoints come from; see below"),
  AWAIT_SOURCE("await-source", "duration", "0s", "how long to wait for the source when building"),
  POLICY("policy", "name", "peak-ewma", "which endpoint takes a request; names below"),
  POLICY_BIAS("policy.bias", "number", "1", "`weighted-least-requests`: how much load counts"),
  POLICY_CHOICES(
      "policy.choices", "whole number", "2", "`power-of-choices`: how many are compared"),
  POLICY_MIN_RING_SIZE(
      "policy.min-ring-size", "whole number", "1024", "`ring-hash`: fewest points"),
  POLICY_MAX_RING_SIZE(
      "policy.max-ring-size", "whole number", "8388608", "`ring-hash`: most points"),
  POLICY_TABLE_SIZE("policy.table-size", "whole number", "65537", "`maglev`: a prime"),
  POLICY_BOUNDED_LOAD(
      "policy.bounded-load",
      "number",
      "off",
      "hash policies: how far above the average an endpoint's load may be, `1.25`"),
  SLOW_START_WINDOW("slow-start.window", "duration", "30s", "until the full share; `0s` is off"),
  SLOW_START_MIN_SHARE("slow-start.min-share", "share", "10%", "the share to begin with"),
  SLOW_START_AGGRESSION("slow-start.aggression", "number", "1", "above 1 the share rises sooner"),
  GRACE_SUCCESSES("grace.successes", "whole number", "10", "after which a new endpoint is healthy"),
  GRACE_LIMIT("grace.limit", "duration", "60s", "after which it is, at the latest; `0s` is off"),
  EJECTION_ENABLED("ejection.enabled", "flag", "true", "whether failures take endpoints out"),
  EJECTION_FAILURES("ejection.consecutive-failures", "whole number", "5", "in a row, that eject"),
  EJECTION_BASE("ejection.base-duration", "duration", "30s", "of the first ejection"),
  EJECTION_MAX("ejection.max-duration", "duration", "5m", "of an ejection at most"),
  EJECTION_SHARE("ejection.max-ejected-share", "share", "50%", "of endpoints out by statistics"),
  EJECTION_INTERVAL("ejection.interval", "duration", "10s", "at which endpoints are compared"),
  PANIC_THRESHOLD("panic.threshold", "share", "50%", "below which share of usable panic begins"),
  PANIC_MIN_HEALTHY("panic.min-healthy", "whole number", "0", "below which number it begins"),
  PANIC_HOLD("panic.hold", "duration", "10s", "how long enough must be usable to end it"),
  PANIC_ACTION("panic.action", "choice", "fail-open", "`fail-open` or `fail-fast`"),
  PRIORITIES_OVERPROVISIONING(
      "priorities.overprovisioning", "number", "1.4", "how soon the next priority takes over"),
  CHECKS_TCP_INTERVAL(
      "checks.tcp.interval", "duration", "off", "connects to every endpoint so often"),
  CHECKS_TCP_TIMEOUT("checks.tcp.timeout", "duration", "a fifth", "how long a connect may take"),
  CHECKS_TCP_RISE("checks.tcp.rise", "whole number", "2", "passed checks in a row to come back"),
  CHECKS_TCP_FALL("checks.tcp.fall", "whole number", "3", "failed checks in a row to go"),
  CHECKS_TCP_CONCURRENT("checks.tcp.max-concurrent", "whole number", "100", "checks at once"),
  ADAPTIVE_LIMIT("limits.adaptive", "choice", "off", "`gradient2` or `vegas`, for each endpoint"),
  RATE("limits.rate", "rate", "off", "requests to all endpoints together"),
  RATE_BURST("limits.rate-burst", "whole number", "a tenth", "of those, at once"),
  ENDPOINT_RATE("limits.endpoint-rate", "rate", "off", "requests to each endpoint"),
  ENDPOINT_RATE_BURST("limits.endpoint-rate-burst", "whole number", "a tenth", "of those, at once"),
  THROTTLE_ENABLED("throttle.enabled", "flag", "false", "whether to refuse what endpoints would"),
  THROTTLE_K("throttle.k", "number", "2", "how many requests per accepted one are let through"),
  THROTTLE_WINDOW("throttle.window", "duration", "2m", "what is counted"),
  THROTTLE_MIN_REQUESTS("throttle.min-requests", "whole number", "10", "fewer are never refused"),
  THROTTLE_MAX_PROBABILITY("throttle.max-probability", "share", "90%", "of refusing at most"),
  RETRY_RATIO("retry-budget.ratio", "share", "10%", "retries per request"),
  RETRY_FLOOR("retry-budget.floor", "rate", "1/s", "retries that are free"),
  REMEMBER_REMOVED("remember-removed", "duration", "60s", "how long who left is remembered"),
  LEASE_TIME_LIMIT("lease-time-limit", "duration", "off", "after which a lease is taken back"),
  SKEW_ENABLED("skew.enabled", "flag", "true", "whether uneven traffic is looked for"),
  SKEW_FACTOR("skew.factor", "number", "1.5", "how far from its due a share must be"),
  TRACES_ONE_IN("traces.one-in", "whole number", "off", "of so many selections one is traced"),
  TRACES_KEPT("traces.kept", "whole number", "100", "so many traces are remembered");

  private static final Map<String, Key> BY_TEXT = new HashMap<>();

  static {
    for (Key key : values()) {
      BY_TEXT.put(key.text, key);
    }
  }

  private final String text;
  private final String kind;
  private final String standard;
  private final String meaning;

  Key(String text, String kind, String standard, String meaning) {
    this.text = text;
    this.kind = kind;
    this.standard = standard;
    this.meaning = meaning;
  }

  String text() {
    return text;
  }

  static @Nullable Key of(String text) {
    return BY_TEXT.get(text);
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(Key::text).toList();
  }

  /** The reference of all keys, as a table in Markdown. */
  static String reference() {
    StringBuilder table =
        new StringBuilder("| Key | Value | Default | Meaning |\n|---|---|---|---|\n");
    for (Key key : values()) {
      table.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s | %s |\n",
              key.text,
              key.kind,
              key.standard,
              key.meaning));
    }
    return table.toString();
  }
}
