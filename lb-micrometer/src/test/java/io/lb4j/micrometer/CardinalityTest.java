package io.lb4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.affinity.SessionAffinity;
import io.lb4j.endpoint.EndpointSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Time series cost money. */
final class CardinalityTest {

  @Test
  void tenThousandEndpointsAreLessThanAHundredTimeSeriesWhateverHappens() {
    Fleet fleet =
        new Fleet(
            10_000,
            builder ->
                builder
                    .source(EndpointSource.fixed(Fleet.endpoints(0, 10_000)))
                    .affinity(SessionAffinity.inMemory(100, Duration.ofHours(1))));
    Scrape scrape = new Scrape().of(fleet.balancer, MetricsOptions.defaults());
    fleet.callsOfAllKinds();

    assertThat(scrape.series()).hasSizeBetween(90, 100);
  }
}
