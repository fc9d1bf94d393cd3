package io.lb4j.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contexts are values. */
final class SelectionContextTest {

  private final Endpoint<String> a = Endpoint.builder("a", "a").metadata(Map.of("k", "v")).build();
  private final Endpoint<String> b = Endpoint.of("b", "b");

  @Test
  void noneAsksForNothing() {
    SelectionContext none = SelectionContext.none();
    assertThat(none).isSameAs(SelectionContext.none());
    assertThat(none.allowsAll()).isTrue();
    assertThat(none.hasHash()).isFalse();
    assertThat(none.avoids(a)).isFalse();
    assertThat(none.matches(b)).isTrue();
  }

  @Test
  void aKeyIsHashedOnceWithXxh64() {
    SelectionContext context = SelectionContext.forKey("customer-42");
    assertThat(context.key()).isEqualTo("customer-42");
    assertThat(context.hash()).isEqualTo(io.lb4j.hash.KeyHash.xxh64("customer-42"));
    assertThat(SelectionContext.forHash(7).key()).isNull();
    assertThat(SelectionContext.forHash(7).hash()).isEqualTo(7);
  }

  @Test
  void demandsAddUpAndLeaveTheOriginalAlone() {
    SelectionContext one = SelectionContext.forKey("k").avoiding(a);
    SelectionContext two = one.avoiding(b).requiring("k", "v").preferring("x");
    assertThat(one.avoids(b)).isFalse();
    assertThat(two.avoids(a)).isTrue();
    assertThat(two.avoids(b)).isTrue();
    assertThat(two.matches(a)).isTrue();
    assertThat(two.matches(b)).isFalse();
    assertThat(two.preferredId()).isEqualTo("x");
    assertThat(two.hash()).isEqualTo(one.hash());
    assertThat(two.avoidingNone().avoids(a)).isFalse();
    assertThat(two.avoidingNone().matches(b)).isFalse();
  }

  @Test
  void avoidanceGoesById() {
    assertThat(SelectionContext.none().avoiding(a).avoids(Endpoint.of("a", "moved"))).isTrue();
  }
}
