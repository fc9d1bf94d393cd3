package io.lb4j.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tags are expensive; so each is computed once. */
final class EndpointTagsTest {

  private final List<String> computed = new ArrayList<>();
  private final EndpointTags tags =
      new EndpointTags(
          id -> {
            computed.add(id);
            return "tag-" + id;
          });

  private static Set<String> fleet(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).collect(Collectors.toSet());
  }

  @Test
  void aThousandRequestsComputeEachTagOnce() {
    for (int request = 0; request < 1000; request++) {
      assertThat(tags.endpointOf("tag-7", fleet(0, 100))).isEqualTo("7");
      assertThat(tags.endpointOf("tag-unknown", fleet(0, 100))).isNull();
    }
    assertThat(computed).hasSize(100);
  }

  @Test
  void aChangeComputesTheTagsOfThoseThatJoined() {
    tags.endpointOf("tag-7", fleet(0, 100));
    computed.clear();

    assertThat(tags.endpointOf("tag-100", fleet(1, 101))).isEqualTo("100");
    assertThat(computed).containsExactly("100");
    assertThat(tags.endpointOf("tag-0", fleet(1, 101))).isNull();
  }

  @Test
  void thoseThatLeftAreForgotten() {
    tags.endpointOf("tag-0", fleet(0, 100));
    tags.endpointOf("tag-200", fleet(100, 201));
    computed.clear();

    assertThat(tags.endpointOf("tag-0", fleet(0, 100))).isEqualTo("0");
    assertThat(computed).hasSize(100);
  }
}
