package io.lb4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables of docs/configuration.md are what the code makes of its keys. */
final class ConfigurationPageTest {

  @Test
  void listsEveryKeyAndEveryPolicy() throws IOException {
    String page = Files.readString(docs().resolve("configuration.md"));
    assertThat(page).contains(Key.reference());
    assertThat(Policies.names()).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }

  /** Surefire starts in the module, IDEs may start in the project. */
  private static Path docs() {
    Path here = Path.of("").toAbsolutePath();
    Path docs = here.resolve("docs");
    return Files.isDirectory(docs) ? docs : here.resolveSibling("docs");
  }
}
