package io.lb4j.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final int MILLI = 1_000_000;

  private final Figures figures = new Figures();

  @Test
  void oneFailedCallIsNotOk() {
    figures.answered("a", 10 * MILLI, 1);
    assertThat(report().ok()).isTrue();

    figures.failed("GET /orders/1 threw something", 3);
    assertThat(report().ok()).isFalse();
    assertThat(report().calls()).isEqualTo(2);
    assertThat(report().failures()).isEqualTo(1);
    assertThat(report().retries()).isEqualTo(2);
  }

  @Test
  void slowShareCountsFromWhenTheServerWasSlow() {
    figures.answered("a", MILLI, 1);
    figures.enter(Phase.SLOW);
    figures.answered("a", MILLI, 1);
    figures.enter(Phase.KILLED);
    figures.answered("b", MILLI, 1);
    figures.answered("b", MILLI, 2);
    figures.answered("b", MILLI, 1);

    assertThat(report().slowShare()).isEqualTo(0.25);
    assertThat(report().shares()).containsEntry("a", 0.4).containsEntry("b", 0.6);
    assertThat(report().sharesByPhase().get("killed")).containsOnlyKeys("b");
    assertThat(report().toJson()).contains("\"slow_share\":0.25", "\"p50_ms\":1.0");
  }

  private Report report() {
    try (Balancer<String> balancer =
        Balancer.<String>builder("any").endpoints(Endpoint.of("a", "a")).build()) {
      EndpointWatch watch = new EndpointWatch(balancer::snapshot, nanos -> true);
      watch.look();
      return Report.of(20, 300, "a", figures, watch);
    }
  }
}
