package io.lb4j.config;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every key of a balancer, as it is written after {@code lb.clients.<name>.}. */
enum Key {
  SOURCE("source", "location", "none", "where endpoints come from; see above"),
  AWAIT_SOURCE(
      "await-source",
      "duration",
      "0s",
      "how long to wait for the source when building; a default holds where `source` is set"),
  POLICY("policy", "name", "peak-ewma", "which endpoint takes a request; names above"),
  POLICY_BIAS("policy.bias", "number", "1", "`weighted-least-requests`: how much load counts"),
  POLICY_CHOICES(
      "policy.choices", "whole number", "2", "`power-of-choices`: how many are compared"),
  POLICY_METRIC(
      "policy.metric",
      "choice",
      "peak-ewma",
      "`power-of-choices`: by what; `in-flight`, `peak-ewma`, `response-time`, `bandwidth`, `c3`"),
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
  EJECTION_FAILURES(
      "ejection.consecutive-failures", "whole number", "5", "in a row, that eject; or `never`"),
  EJECTION_RESPONSES(
      "ejection.consecutive-failures.responses",
      "whole number",
      "the same",
      "for failed answers; as many rejections let an endpoint rest"),
  EJECTION_GATEWAY(
      "ejection.consecutive-failures.gateway",
      "whole number",
      "the same",
      "for those of gateways, 502 and 504"),
  EJECTION_LOCAL(
      "ejection.consecutive-failures.local",
      "whole number",
      "the same",
      "for failures without an answer: time-outs, failed connects, broken connections"),
  EJECTION_BASE("ejection.base-duration", "duration", "30s", "of the first ejection"),
  EJECTION_MAX("ejection.max-duration", "duration", "5m", "of an ejection at most"),
  EJECTION_SHARE("ejection.max-ejected-share", "share", "50%", "of endpoints out by statistics"),
  EJECTION_INTERVAL("ejection.interval", "duration", "10s", "at which endpoints are compared"),
  EJECTION_JUDGES(
      "ejection.judges",
      "list",
      "success-rate",
      "who compare endpoints: `success-rate`, `failure-percentage`, `latency`, `max-fails`; or"
          + " `none`"),
  SUCCESS_RATE_ORIGIN(
      "ejection.success-rate.origin",
      "choice",
      "any",
      "which failures count: `any`, `response`, `gateway` or `local`"),
  SUCCESS_RATE_MIN_HOSTS(
      "ejection.success-rate.min-hosts",
      "whole number",
      "5",
      "so many endpoints must have enough requests"),
  SUCCESS_RATE_MIN_REQUESTS(
      "ejection.success-rate.min-requests",
      "whole number",
      "100",
      "in an interval, that are enough"),
  SUCCESS_RATE_DEVIATIONS(
      "ejection.success-rate.deviations",
      "number",
      "1.9",
      "so many standard deviations below the mean"),
  SUCCESS_RATE_MIN_GAP(
      "ejection.success-rate.min-gap", "share", "5%", "and at least so far below the mean"),
  FAILURE_PERCENTAGE_ORIGIN(
      "ejection.failure-percentage.origin", "choice", "any", "which failures count, as above"),
  FAILURE_PERCENTAGE_MIN_HOSTS(
      "ejection.failure-percentage.min-hosts",
      "whole number",
      "5",
      "so many endpoints must have enough requests"),
  FAILURE_PERCENTAGE_MIN_REQUESTS(
      "ejection.failure-percentage.min-requests",
      "whole number",
      "50",
      "in an interval, that are enough"),
  FAILURE_PERCENTAGE_THRESHOLD(
      "ejection.failure-percentage.threshold", "share", "85%", "of the requests must fail"),
  LATENCY_MIN_HOSTS(
      "ejection.latency.min-hosts",
      "whole number",
      "5",
      "so many endpoints must have enough successes"),
  LATENCY_MIN_REQUESTS(
      "ejection.latency.min-requests", "whole number", "100", "in an interval, that are enough"),
  LATENCY_FACTOR("ejection.latency.factor", "number", "3", "times the median is too slow"),
  LATENCY_MIN_EXCESS(
      "ejection.latency.min-excess", "duration", "10ms", "and at least so much beyond the median"),
  MAX_FAILS_ORIGIN("ejection.max-fails.origin", "choice", "any", "which failures count, as above"),
  MAX_FAILS_FAILURES(
      "ejection.max-fails.failures",
      "whole number",
      "none",
      "in an interval, that eject; `max-fails` needs it"),
  PANIC_THRESHOLD("panic.threshold", "share", "50%", "below which share of usable panic begins"),
  PANIC_MIN_HEALTHY("panic.min-healthy", "whole number", "0", "below which number it begins"),
  PANIC_HOLD("panic.hold", "duration", "10s", "how long enough must be usable to end it"),
  PANIC_ACTION("panic.action", "choice", "fail-open", "`fail-open` or `fail-fast`"),
  CHECKS_TCP_INTERVAL(
      "checks.tcp.interval", "duration", "off", "connects to every endpoint so often"),
  CHECKS_TCP_TIMEOUT(
      "checks.tcp.timeout",
      "duration",
      "a fifth",
      "how long a connect may take; 1s at most unless set"),
  CHECKS_TCP_FAST_INTERVAL(
      "checks.tcp.fast-interval",
      "duration",
      "a half",
      "instead of the interval, while in doubt; the timeout must be below it, less its jitter"),
  CHECKS_TCP_IDLE_INTERVAL(
      "checks.tcp.idle-interval",
      "duration",
      "4 times",
      "instead, for a healthy endpoint without traffic"),
  CHECKS_TCP_MAX_INTERVAL(
      "checks.tcp.max-interval",
      "duration",
      "12 times",
      "the most for a dead endpoint, whose interval grows"),
  CHECKS_TCP_JITTER(
      "checks.tcp.jitter", "share", "10%", "by which an interval is shortened at most, by chance"),
  CHECKS_TCP_RISE("checks.tcp.rise", "whole number", "2", "passed checks in a row to come back"),
  CHECKS_TCP_FALL("checks.tcp.fall", "whole number", "3", "failed checks in a row to go"),
  CHECKS_TCP_CONCURRENT("checks.tcp.max-concurrent", "whole number", "100", "checks at once"),
  CHECKS_TCP_ENDS_EJECTIONS(
      "checks.tcp.ends-ejections",
      "flag",
      "true",
      "passed ones end those that failed connects began"),
  PRIORITIES_OVERPROVISIONING(
      "priorities.overprovisioning", "number", "1.4", "how soon the next priority takes over"),
  ZONES_OWN("zones.own", "name", "off", "keeps traffic in this zone, the client's own"),
  ZONES_CLIENTS(
      "zones.clients",
      "numbers by name",
      "none",
      "how many clients are in each zone, `eu-1a=12, eu-1b=8`"),
  ZONES_MIN_ENDPOINTS(
      "zones.min-endpoints", "whole number", "6", "with fewer that can serve, zones do not matter"),
  ZONES_OVERPROVISIONING(
      "zones.overprovisioning", "number", "1.4", "how soon traffic leaves the zone"),
  LOCALITY_WEIGHTS_ZONES(
      "locality-weights.zones",
      "numbers by name",
      "off",
      "gives each zone a fixed part, `eu-1a=3, eu-1b=1`"),
  LOCALITY_WEIGHTS_REGIONS(
      "locality-weights.regions", "numbers by name", "off", "gives each region a fixed part"),
  LOCALITY_WEIGHTS_OVERPROVISIONING(
      "locality-weights.overprovisioning", "number", "1.4", "how soon a part falls with health"),
  REGIONS_HOME(
      "regions.home", "name", "off", "goes by latency, load and cost, from this region, the own"),
  REGIONS_COSTS(
      "regions.costs", "numbers by name", "none", "of a request to each region, `us=20, asia=40`"),
  REGIONS_EXPECTED_LATENCIES(
      "regions.expected-latencies",
      "durations by name",
      "none",
      "of each region until some were seen, `us=80ms, asia=150ms`"),
  REGIONS_LATENCY_WEIGHT("regions.latency-weight", "number", "1", "points per millisecond"),
  REGIONS_LOAD_WEIGHT("regions.load-weight", "number", "0", "points of a region at its limits"),
  REGIONS_COST_WEIGHT("regions.cost-weight", "number", "1", "points per unit of cost"),
  REGIONS_STEP("regions.step", "share", "10%", "of the traffic that may move in an interval"),
  REGIONS_INTERVAL("regions.interval", "duration", "5s", "of one step"),
  REGIONS_HYSTERESIS(
      "regions.hysteresis", "share", "10%", "by which a region must be better for traffic to move"),
  REGIONS_OVERPROVISIONING(
      "regions.overprovisioning", "number", "1.4", "how soon traffic leaves a region that fails"),
  SUBSETS_SELECTORS(
      "subsets.selectors",
      "list",
      "off",
      "labels that divide the endpoints; `+` joins those required together, `stage,"
          + " stage+version`"),
  SUBSETS_FALLBACK(
      "subsets.fallback",
      "choice",
      "none",
      "where a request for an empty subset goes: `none`, `any` or `default`"),
  SUBSETS_DEFAULT_LABELS(
      "subsets.default-labels", "texts by name", "none", "of the default subset, `stage=prod`"),
  SUBSETS_MAX("subsets.max-subsets", "whole number", "100", "so many have tables of their own"),
  CLIENT_SUBSETTING_SIZE(
      "client-subsetting.size",
      "whole number",
      "off",
      "uses so many endpoints of each priority; needs a client id, or an ordinal"),
  CLIENT_SUBSETTING_CLIENT_ID(
      "client-subsetting.client-id", "name", "none", "unlike any other client's: rendezvous"),
  CLIENT_SUBSETTING_ORDINAL(
      "client-subsetting.ordinal",
      "whole number",
      "none",
      "the client's number in its fleet, from 0: deterministic"),
  CLIENT_SUBSETTING_CLIENTS(
      "client-subsetting.clients", "whole number", "none", "how many the fleet has"),
  CLIENT_SUBSETTING_FLEET(
      "client-subsetting.fleet", "name", "none", "the name of the clients' service"),
  AFFINITY_ENABLED("affinity.enabled", "flag", "false", "binds sessions to endpoints, in memory"),
  AFFINITY_MAX_SESSIONS(
      "affinity.max-sessions", "whole number", "100000", "of more, those used least go"),
  AFFINITY_IDLE_LIMIT("affinity.idle-limit", "duration", "30m", "without use, that end a session"),
  AFFINITY_STRICT(
      "affinity.strict", "flag", "false", "requests fail rather than leave their endpoint"),
  ADAPTIVE_LIMIT("limits.adaptive", "choice", "off", "`gradient2` or `vegas`, for each endpoint"),
  ADAPTIVE_INITIAL("limits.adaptive-initial", "whole number", "20", "requests at once at first"),
  ADAPTIVE_MIN("limits.adaptive-min", "whole number", "1", "the least"),
  ADAPTIVE_MAX(
      "limits.adaptive-max", "whole number", "by kind", "the most; 200, with `vegas` 1000"),
  ADAPTIVE_TOLERANCE(
      "limits.adaptive-tolerance",
      "number",
      "1.5",
      "`gradient2`: so many times the usual latency is no overload"),
  ADAPTIVE_QUEUE(
      "limits.adaptive-queue",
      "whole number",
      "4",
      "`gradient2`: so many requests may wait at the endpoint"),
  ADAPTIVE_ALPHA(
      "limits.adaptive-alpha",
      "number",
      "3",
      "`vegas`: up to so many waiting, times the limit's decimal logarithm, it grows"),
  ADAPTIVE_BETA("limits.adaptive-beta", "number", "6", "`vegas`: beyond so many it shrinks"),
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
  SKEW_ADAPTIVE_FACTOR(
      "skew.adaptive-factor", "number", "3", "the same if the policy goes by load or key"),
  SKEW_WINDOW("skew.window", "duration", "10s", "shares are counted for at least so long"),
  SKEW_WINDOWS("skew.windows", "whole number", "3", "in a row that must be skewed"),
  CAPACITY_CONCURRENCY(
      "capacity.concurrency",
      "number",
      "off",
      "works out how many endpoints the traffic takes; an endpoint serves so many requests at"
          + " once"),
  CAPACITY_HEADROOM("capacity.headroom", "number", "1.3", "times what the mean needs"),
  CAPACITY_WINDOW("capacity.window", "duration", "10s", "rates and latencies are averaged over"),
  CAPACITY_WINDOWS("capacity.windows", "whole number", "3", "in a row that must agree"),
  CAPACITY_MARGIN("capacity.margin", "share", "10%", "more than required ends a shortage"),
  HOT_KEYS_ONE_IN(
      "hot-keys.one-in", "whole number", "off", "of so many requests, one's key counts"),
  HOT_KEYS_REPORTED("hot-keys.reported", "whole number", "10", "so many keys are reported"),
  TRACES_ONE_IN("traces.one-in", "whole number", "off", "of so many selections one is traced"),
  TRACES_KEPT("traces.kept", "whole number", "100", "so many traces are remembered");

  private static final String OFF = "off";
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

  String kind() {
    return kind;
  }

  String standard() {
    return standard;
  }

  /** Whether a client writes this to be without what the defaults have. */
  boolean isOff(String value) {
    return value.equals(OFF) && standard.equals(OFF);
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
