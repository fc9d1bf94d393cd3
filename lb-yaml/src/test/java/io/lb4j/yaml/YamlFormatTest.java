package io.lb4j.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lb4j.Balancer;
import io.lb4j.endpoint.FileFormat.Entry;
import io.lb4j.endpoint.FileSource;
import io.lb4j.endpoint.InvalidSettingsException;
import io.lb4j.snapshot.EndpointSnapshot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlFormatTest {

  private final YamlFormat format = new YamlFormat();

  @Test
  void nestingBecomesDottedKeysWithTheirLines() {
    assertThat(
            format.read(
                """
                # comment
                endpoints:
                  - http://a:1
                  - uri: http://b:1
                    weight: 2
                    zone:
                    metadata: {version: "1.2"}
                """))
        .containsExactly(
            new Entry("endpoints[0]", "http://a:1", 3),
            new Entry("endpoints[1].uri", "http://b:1", 4),
            new Entry("endpoints[1].weight", "2", 5),
            new Entry("endpoints[1].metadata.version", "1.2", 7));
  }

  @Test
  void jsonIsYaml() {
    assertThat(format.read("{\"endpoints\": [\n{\"uri\": \"http://a:1\", \"weight\": 1.5}]}"))
        .containsExactly(
            new Entry("endpoints[0].uri", "http://a:1", 2),
            new Entry("endpoints[0].weight", "1.5", 2));
  }

  @Test
  void anEmptyDocumentHasNoEntries() {
    assertThat(format.read("")).isEmpty();
    assertThat(format.read("# nothing yet")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: 1\nb: [1, 2",
        "a: 1\nb: 'open",
        "a: 1\n b: 2",
        "a: 1\n\tb: 2",
        "a: 1\na: 2",
        "a: *nowhere",
        "{\"a\": 1",
        "a: 1\n--- \nb: 2"
      })
  void whatIsNoYamlNamesALine(String text) {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> format.read(text))
        .withMessageContaining("line ");
  }

  @Test
  void aBombOfAliasesIsRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 24; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> format.read(bomb.toString()))
        .withMessageContaining("more than 100000 values");
  }

  @Test
  void tagsLoadNoClasses() {
    assertThat(format.read("a: !!javax.script.ScriptEngineManager [http://evil]"))
        .containsExactly(new Entry("a[0]", "http://evil", 1));
  }

  @Test
  void aFileSourceFindsTheFormatByTheFilesName(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("orders.yaml"), "endpoints:\n  - http://a:1\n");
    try (Balancer<URI> orders =
        Balancer.<URI>builder("orders")
            .source(FileSource.of(file))
            .awaitSource(Duration.ofMinutes(1))
            .build()) {
      assertThat(orders.snapshot().endpoints())
          .extracting(EndpointSnapshot::id)
          .containsExactly("a:1");
    }
  }
}
