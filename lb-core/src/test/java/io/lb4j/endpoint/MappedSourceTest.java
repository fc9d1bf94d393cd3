package io.lb4j.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.lb4j.Balancer;
import io.lb4j.snapshot.SourceSnapshot;
import io.lb4j.testkit.EndpointSourceContract;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Endpoints that are told what their registry does not know. */
final class MappedSourceTest {

  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private PollAnswer<String> answer = PollAnswer.of(List.of(Endpoint.of("a-1", "t")));

  private final EndpointSource<String> source =
      PollingSource.<String>ofPoll(
              "registry",
              Duration.ofSeconds(10),
              () -> () -> CompletableFuture.completedFuture(answer))
          .map(MappedSourceTest::inItsZone);

  /** The zone is what stands before the dash. */
  private static Endpoint<String> inItsZone(Endpoint<String> endpoint) {
    return endpoint.toBuilder()
        .zone(endpoint.id().substring(0, endpoint.id().indexOf('-')))
        .build();
  }

  private Balancer<String> balancer() {
    Balancer<String> balancer =
        Balancer.<String>builder("b")
            .source(source)
            .ticker(ticker)
            .wallClock(ticker)
            .scheduler(scheduler)
            .random(ScriptedRandom.seeded(1))
            .build();
    scheduler.runDue();
    return balancer;
  }

  private static SourceSnapshot look(Balancer<String> balancer) {
    return Objects.requireNonNull(balancer.snapshot().source());
  }

  @Test
  void endpointsHaveWhatTheMappingAdds() {
    try (Balancer<String> balancer = balancer()) {
      assertThat(balancer.snapshot().endpoints().get(0).endpoint().zone()).isEqualTo("a");
      assertThat(look(balancer).name()).isEqualTo("registry");
    }
  }

  @Test
  void aSetThatCannotBeMappedIsAFailureAndItsConfirmationIsNone() {
    try (Balancer<String> balancer = balancer()) {
      answer = PollAnswer.of(List.of(Endpoint.of("b-1", "t"), Endpoint.of("nowhere", "t")));
      scheduler.advance(Duration.ofSeconds(10));
      assertThat(balancer.snapshot().endpoints().get(0).id()).isEqualTo("a-1");
      assertThat(look(balancer).lastFailure()).startsWith("endpoint nowhere could not be mapped: ");
      answer = PollAnswer.unchanged();
      scheduler.advance(Duration.ofMinutes(1));
      assertThat(look(balancer).stale()).isTrue();
      answer = PollAnswer.of(List.of(Endpoint.of("c-1", "t")));
      scheduler.advance(Duration.ofMinutes(1));
      assertThat(balancer.snapshot().endpoints().get(0).endpoint().zone()).isEqualTo("c");
      assertThat(look(balancer).stale()).isFalse();
    }
  }

  @Test
  void noMappingIsRefused() {
    assertThatNullPointerException().isThrownBy(() -> source.map(null)).withMessage("mapping");
  }

  @ParameterizedTest
  @EnumSource
  void keepsToTheContract(EndpointSourceContract rule) {
    rule.check(new MarkedRegistry());
  }

  /** Which member an endpoint is stands in what the mapping adds. */
  private static final class MarkedRegistry implements EndpointSourceContract.Registry {

    private CompletableFuture<PollAnswer<String>> answer = new CompletableFuture<>();

    @Override
    public EndpointSource<?> source() {
      return PollingSource.<String>ofPoll("registry", noticedWithin(), () -> () -> answer)
          .map(each -> each.toBuilder().metadata(Map.of("member", each.target())).build());
    }

    @Override
    public void publish(List<Integer> members) {
      answer =
          CompletableFuture.completedFuture(
              PollAnswer.of(
                  members.stream().map(each -> Endpoint.of("id-" + each, "" + each)).toList()));
    }

    @Override
    public void fail() {
      answer = CompletableFuture.failedFuture(new IOException("registry is down"));
    }

    @Override
    public boolean hang() {
      answer = new CompletableFuture<>();
      return true;
    }

    @Override
    public int memberOf(Endpoint<?> endpoint) {
      return Integer.parseInt(Objects.requireNonNull(endpoint.metadata().get("member")));
    }

    @Override
    public Duration noticedWithin() {
      return Duration.ofSeconds(10);
    }
  }
}
