package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.EndpointSource;
import io.lb4j.health.PanicPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mistake is named where it is made. */
final class BadInputTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "a\nb", "a\rb", "a\u001b[31mb", "a\u202eb", "a\u2028b"})
  void aBalancersNameIsVisibleText(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Balancer.builder(name))
        .withMessageStartingWith("balancer name");
  }

  @Test
  void nullsAreRefusedWhereTheyArrive() {
    BalancerBuilder<String> builder = Balancer.builder("b");
    assertThatNullPointerException().isThrownBy(() -> Balancer.builder(null));
    assertThatNullPointerException().isThrownBy(() -> builder.policy(null));
    assertThatNullPointerException().isThrownBy(() -> builder.listener(null));
    assertThatNullPointerException().isThrownBy(() -> builder.endpoints((Endpoint<String>) null));
    assertThatNullPointerException()
        .isThrownBy(() -> builder.endpoints(Arrays.asList((Endpoint<String>) null)))
        .withMessage("endpoints contains null");
  }

  @Test
  void twoEndpointsOfOneIdAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Balancer.<String>builder("b")
                    .endpoints(Endpoint.of("a", "one"), Endpoint.of("a", "two"))
                    .build())
        .withMessage(
            "two different endpoints have the id \"a\"; ids must be unique within a balancer");
  }

  @Test
  void aSourceThatThereIsNotIsNotAwaited() {
    BalancerBuilder<String> builder =
        Balancer.<String>builder("b").awaitSource(Duration.ofSeconds(5));
    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessage("awaitSource is 5s, but balancer b has no source; set one, or do not wait");
    builder.source(EndpointSource.fixed(Endpoint.of("a", "one"))).build().close();
  }

  @Test
  void equalDuplicatesAreDropped() {
    try (Balancer<String> balancer =
        Balancer.<String>builder("b")
            .endpoints(Endpoint.of("a", "one"), Endpoint.of("a", "one"))
            .build()) {
      assertThat(balancer.snapshot().endpoints()).hasSize(1);
    }
  }

  @Test
  void aBadUpdateChangesNothing() {
    VirtualFleet fleet = new VirtualFleet(2);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> fleet.balancer.update(List.of(Endpoint.of("x", "1"), Endpoint.of("x", "2"))));
    assertThatNullPointerException().isThrownBy(() -> fleet.balancer.update(null));
    assertThatNullPointerException()
        .isThrownBy(() -> fleet.balancer.update(Arrays.asList(Endpoint.of("x", "1"), null)));
    assertThat(fleet.balancer.snapshot().endpoints())
        .extracting(e -> e.id())
        .containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void thePanicThresholdIsAShare(double share) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PanicPolicy.defaults().withThreshold(share))
        .withMessageContaining(String.valueOf(share));
  }

  @Test
  void durationsArePositive() {
    BalancerBuilder<String> builder = Balancer.builder("b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.leaseTimeLimit(Duration.ZERO))
        .withMessageContaining("0s");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.rememberRemoved(Duration.ofSeconds(-1)));
  }

  @Test
  void theRetryBudgetIsChecked() {
    BalancerBuilder<String> builder = Balancer.builder("b");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.retryBudget(1.5, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.retryBudget(0.1, Double.NaN));
  }
}
