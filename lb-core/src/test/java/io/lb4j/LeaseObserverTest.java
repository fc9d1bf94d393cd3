package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.invoke.Invoker;
import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who observes leases hears of each once. */
final class LeaseObserverTest {

  private final VirtualFleet fleet = new VirtualFleet(3);
  private final List<String> heard = new ArrayList<>();
  private final LeaseObserver observer =
      (endpoint, attempt, outcome, latencyNanos) ->
          heard.add(attempt + " " + outcome.kind() + " " + latencyNanos / 1_000_000 + " ms");

  private void observe() {
    fleet.balancer.addObserver(observer);
  }

  @Test
  void withItsFirstReport() {
    observe();
    try (Lease<String> lease = fleet.balancer.select()) {
      fleet.pass(Duration.ofMillis(7));
      lease.report(Outcome.success());
      fleet.pass(Duration.ofMillis(7));
      lease.report(Outcome.brokenConnection());
    }

    assertThat(heard).containsExactly("FIRST SUCCESS 7 ms");
  }

  @Test
  void evenIfItComesAfterTheClose() {
    observe();
    Lease<String> lease = fleet.balancer.select();
    lease.close();
    fleet.pass(Duration.ofMillis(9));
    lease.report(Outcome.timeout());
    fleet.pass(Duration.ofSeconds(1));

    assertThat(heard).containsExactly("FIRST TIMEOUT 9 ms");
  }

  @Test
  void orWhenItIsGivenUp() {
    observe();
    fleet.balancer.select().close();
    fleet.pass(Duration.ofSeconds(1));

    assertThat(heard).singleElement().asString().startsWith("FIRST IGNORED");
  }

  @Test
  void withTheKindOfItsAttempt() {
    observe();
    for (AttemptKind kind : AttemptKind.values()) {
      try (Lease<String> lease = fleet.balancer.select(SelectionContext.none().asAttempt(kind))) {
        lease.report(Outcome.failure());
      }
    }

    assertThat(heard)
        .containsExactly("FIRST FAILURE 0 ms", "RETRY FAILURE 0 ms", "HEDGE FAILURE 0 ms");
  }

  @Test
  void alsoOfRetriesByTheInvoker() {
    observe();
    String answer =
        Invoker.of(fleet.balancer)
            .call(
                SelectionContext.none(),
                target -> {
                  if (heard.isEmpty()) {
                    throw new UncheckedIOException(new ConnectException("refused"));
                  }
                  return target;
                });

    assertThat(answer).startsWith("target of ");

    assertThat(heard).containsExactly("FIRST CONNECT_FAILURE 0 ms", "RETRY SUCCESS 0 ms");
    assertThat(fleet.balancer.snapshot().totals().retries()).isEqualTo(1);
    assertThat(fleet.balancer.snapshot().totals().hedges()).isZero();
  }

  @Test
  void untilItIsRemoved() {
    observe();
    fleet.balancer.removeObserver(observer);
    fleet.report("a", Outcome.success(), 1);

    assertThat(heard).isEmpty();
  }

  @Test
  void oneThatThrowsHarmsNobody() {
    fleet.balancer.addObserver(
        (endpoint, attempt, outcome, latencyNanos) -> {
          throw new IllegalStateException("of the test");
        });
    observe();
    fleet.report("a", Outcome.success(), 2);

    assertThat(heard).hasSize(2);
    assertThat(fleet.look("a").counts().successes()).isEqualTo(2);
  }
}
