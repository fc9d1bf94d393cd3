package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static io.lb4j.okhttp.Cluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lb4j.Balancer;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import mockwebserver3.MockResponse;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** What servers report with their responses decides who gets the next requests. */
final class LoadReportTest {

  private static final String URL = "http://orders/";

  @RegisterExtension final Cluster cluster = new Cluster();

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);

  private static MockResponse reporting(String report) {
    return new MockResponse.Builder()
        .addHeaderLenient("endpoint-load-metrics", report)
        .body("ok")
        .build();
  }

  private Balancer<URI> byReports(Backend... backends) {
    return cluster.add(
        cluster
            .ordersBuilder(backends)
            .policy(SelectionPolicies.reportedLoad())
            .ticker(ticker)
            .scheduler(scheduler)
            .build());
  }

  private static void send(OkHttpClient client, int requests) throws IOException {
    for (int i = 0; i < requests; i++) {
      get(client, URL);
    }
  }

  @Test
  void aServerThatCouldServeThreeTimesAsMuchGetsThreeTimesAsMuch() throws IOException {
    Backend a = cluster.backend("a");
    Backend b = cluster.backend("b");
    a.answer(reporting("TEXT cpu_utilization=0.9,rps_fractional=90"));
    b.answer(
        reporting(
            "JSON {\"application_utilization\":0.3,\"cpu_utilization\":0.9,\"rps_fractional\":90}"));
    Balancer<URI> orders = byReports(a, b);
    OkHttpClient client = cluster.wrap(orders);

    send(client, 10);
    assertThat(b.requests()).hasSize(5);
    scheduler.advance(Duration.ofSeconds(11));
    send(client, 100);

    assertThat(b.requests().size()).isCloseTo(80, within(2));
    assertIdle(orders);
  }

  @Test
  void whatCannotBeReadIsIgnoredAndLoggedOnce() throws IOException {
    Backend a = cluster.backend("a");
    a.answer(reporting("TEXT cpu_utilization=\u200eplenty"));
    OkHttpClient client = cluster.wrap(byReports(a));
    Logger logger = (Logger) LoggerFactory.getLogger(LoadBalancing.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      send(client, 3);
    } finally {
      logger.detachAppender(log);
    }

    assertThat(a.requests()).hasSize(3);
    assertThat(log.list)
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getFormattedMessage())
                    .contains("orders", "endpoint a", "\"cpu_utilization\" is", "plenty")
                    .doesNotContain("\u200e"));
  }
}
