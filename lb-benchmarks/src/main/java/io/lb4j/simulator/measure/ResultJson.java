package io.lb4j.simulator.measure;

import io.lb4j.health.HealthState;
import io.lb4j.simulator.fleet.Episode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A result as JSON. Times are nanoseconds unless the name says otherwise; the order of names never
 * changes, so equal results are equal texts.
 */
public final class ResultJson {

  /** Beyond so many servers the rows per server and interval would be most of the text. */
  private static final int MOST_SERVERS = 1000;

  private ResultJson() {}

  /**
   * Writes a result.
   *
   * @param result what a run showed
   * @return one object, on one line; rows per server only up to 1000 servers
   */
  public static String write(Result result) {
    Json json = new Json().beginObject();
    json.name("scenario").value(result.scenario());
    json.name("policy").value(result.policy());
    json.name("seed").value(result.seed());
    json.name("seconds").value(result.seconds());
    json.name("clients").value(result.clients());
    json.name("calls").value(result.all().calls() + result.unfinished());
    json.name("successRate").value(result.successRate());
    json.name("goodputPerSecond").value(result.goodputPerSecond());
    json.name("attempts").value(result.attempts());
    json.name("attemptsPerCall").value(result.attemptsPerCall());
    if (result.attemptsAway() > 0) {
      json.name("awayShare").value(result.awayShare());
    }
    json.name("unfinished").value(result.unfinished());
    json.name("noEndpoint").value(result.noEndpoint());
    json.name("retriesRefused").value(result.retriesRefused());
    latency(json.name("successLatency"), result.success());
    latency(json.name("callLatency"), result.all());
    json.name("outcomes").beginObject();
    result.outcomes().forEach((kind, count) -> json.name(kind.name()).value(count));
    json.endObject();
    json.name("ejectionsRight").value(result.ejectionsRight());
    json.name("ejectionsWrong").value(result.ejectionsWrong());
    episodes(json.name("episodes"), result.episodes());
    reactions(json.name("reactions"), result.reactions());
    json.name("peakLoadRatio").value(result.peakLoadRatio());
    json.name("firstInterval").value(result.firstInterval());
    json.name("intervals").beginObject();
    row(json, "endNanos", result.intervals(), Interval::endNanos);
    row(json, "calls", result.intervals(), Interval::calls);
    row(json, "successes", result.intervals(), Interval::successes);
    row(json, "attempts", result.intervals(), Interval::attempts);
    row(json, "p50Nanos", result.intervals(), Interval::p50Nanos);
    row(json, "p99Nanos", result.intervals(), Interval::p99Nanos);
    row(json, "p999Nanos", result.intervals(), Interval::p999Nanos);
    row(json, "ejected", result.intervals(), Interval::ejected);
    json.endObject();
    if (result.servers().size() <= MOST_SERVERS) {
      servers(json, result);
    }
    return json.endObject().toString();
  }

  /** What never ended has no end. */
  private static void episodes(Json json, List<Episode> episodes) {
    json.beginArray();
    for (Episode episode : episodes) {
      json.beginObject();
      json.name("server").value(episode.server());
      json.name("fromNanos").value(episode.fromNanos());
      if (episode.untilNanos() != Long.MAX_VALUE) {
        json.name("untilNanos").value(episode.untilNanos());
      }
      json.endObject();
    }
    json.endArray();
  }

  private static void reactions(Json json, Reactions reactions) {
    json.beginObject();
    json.name("episodes").value(reactions.episodes());
    json.name("detected").value(reactions.detected());
    json.name("medianToDetectNanos").value(reactions.medianToDetectNanos());
    json.name("ended").value(reactions.ended());
    json.name("recovered").value(reactions.recovered());
    json.name("medianToRecoverNanos").value(reactions.medianToRecoverNanos());
    json.endObject();
  }

  private static void latency(Json json, Latency latency) {
    json.beginObject();
    json.name("calls").value(latency.calls());
    json.name("mean").value(latency.mean());
    json.name("p50").value(latency.p50());
    json.name("p90").value(latency.p90());
    json.name("p99").value(latency.p99());
    json.name("p999").value(latency.p999());
    json.name("max").value(latency.max());
    json.endObject();
  }

  private static void row(
      Json json, String name, List<Interval> intervals, ToLongFunction<Interval> column) {
    json.name(name).beginArray();
    intervals.forEach(interval -> json.value(column.applyAsLong(interval)));
    json.endArray();
  }

  private static void servers(Json json, Result result) {
    json.name("servers").beginArray();
    for (int i = 0; i < result.servers().size(); i++) {
      ServerFigures server = result.servers().get(i);
      json.beginObject();
      json.name("id").value(server.id());
      json.name("attempts").value(server.attempts());
      json.name("share").value(server.share());
      json.name("utilization").value(server.utilization());
      counts(json, "attemptsByInterval", result.attemptsSeries(), i);
      counts(json, "jobsByInterval", result.jobsSeries(), i);
      counts(json, "knownByInterval", result.standings().known(), i);
      for (Map.Entry<HealthState, List<Counts>> held : result.standings().held().entrySet()) {
        String state = held.getKey().name().toLowerCase(Locale.ROOT);
        countsUnlessZero(json, state + "ByInterval", held.getValue(), i);
      }
      json.endObject();
    }
    json.endArray();
  }

  /** Most servers are healthy most of the time; most of the text would be zeros. */
  private static void countsUnlessZero(Json json, String name, List<Counts> series, int server) {
    if (series.stream().anyMatch(counts -> counts.get(server) != 0)) {
      counts(json, name, series, server);
    }
  }

  private static void counts(Json json, String name, List<Counts> series, int server) {
    json.name(name).beginArray();
    series.forEach(counts -> json.value(counts.get(server)));
    json.endArray();
  }
}
