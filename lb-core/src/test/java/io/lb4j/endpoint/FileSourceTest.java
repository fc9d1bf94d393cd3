package io.lb4j.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.lb4j.testkit.EndpointSourceContract;
import io.lb4j.testkit.FakeTicker;
import io.lb4j.testkit.ManualScheduler;
import io.lb4j.testkit.ScriptedRandom;
import io.lb4j.time.TimeAndChance;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real files in virtual time. */
final class FileSourceTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private final FakeTicker ticker = new FakeTicker();
  private final ManualScheduler scheduler = new ManualScheduler(ticker);
  private final List<List<Endpoint<?>>> sets = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  private void watch(Path file) {
    FileSource.of(file)
        .subscribe(
            new EndpointSource.Receiver<URI>() {
              @Override
              public void onEndpoints(Collection<? extends Endpoint<? extends URI>> endpoints) {
                sets.add(List.copyOf(endpoints));
              }

              @Override
              public void onNone() {
                errors.add("none");
              }

              @Override
              public void onUnchanged() {}

              @Override
              public void onError(String reason) {
                errors.add(reason);
              }
            },
            new TimeAndChance(ticker, ticker, scheduler, ScriptedRandom.seeded(1)));
    scheduler.runDue();
  }

  private Path write(String... lines) {
    try {
      return Files.writeString(
          directory.resolve("endpoints.properties"), String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void pass(Duration time) {
    scheduler.advance(time);
  }

  @ParameterizedTest
  @EnumSource
  void keepsToTheContract(EndpointSourceContract rule) {
    rule.check(new FileRegistry(directory.resolve("endpoints.properties")));
  }

  @Test
  void everyPropertyOfAnEndpointCanBeWritten() {
    watch(
        write(
            "# comment",
            "endpoints.a = http://10.0.0.1:8080",
            "endpoints.b.uri = http://10.0.0.2:8080",
            "endpoints.b.id = the-other",
            "endpoints.b.weight = 2.5",
            "endpoints.b.zone = eu-1a",
            "endpoints.b.region = eu",
            "endpoints.b.priority = 1",
            "endpoints.b.max-concurrency = 10",
            "endpoints.b.readiness = degraded",
            "endpoints.b.metadata.version = \\",
            "    1.2",
            "endpoints[2].uri = https://c.example"));
    Endpoint<URI> b =
        Endpoint.builder("the-other", URI.create("http://10.0.0.2:8080"))
            .weight(2.5)
            .zone("eu-1a")
            .region("eu")
            .priority(1)
            .maxConcurrency(10)
            .readiness(Readiness.DEGRADED)
            .metadata(Map.of("version", "1.2"))
            .build();
    assertThat(errors).isEmpty();
    assertThat(sets)
        .containsExactly(
            List.of(
                Endpoint.of(URI.create("http://10.0.0.1:8080")),
                b,
                Endpoint.of(URI.create("https://c.example"))));
  }

  @Test
  void allMistakesAreNamedWithTheirLinesAndTheLastGoodSetStays() {
    watch(write("endpoints.a = http://a:1"));
    write(
        "endpoints.a = http://a:1",
        "endpoints.b.uri = ftp:nowhere",
        "endpoints.c.uri = http://c:1",
        "endpoints.c.wieght = 3",
        "endpoints.c.priority = high",
        "endpoints.d.zone = eu",
        "endpoint.e = http://e:1",
        "endpoints.f = http://a:1");
    pass(SECOND.multipliedBy(2));
    assertThat(sets).hasSize(1);
    assertThat(errors.get(0))
        .startsWith("the file has 6 problems: ")
        .contains("line 2, endpoints.b.uri: endpoint URI ftp:nowhere is refused")
        .contains("line 4, endpoints.c.wieght: unknown; did you mean weight?")
        .contains("line 5, endpoints.c.priority: \"high\" is not right; it must be a whole number")
        .contains("line 6, endpoints.d.zone: endpoint \"d\" has no uri")
        .contains("line 7, endpoint.e: unknown; endpoints are written as endpoints.<label>.uri")
        .contains("line 8, endpoints.f: the id \"a:1\" is there twice");
    write("endpoints.a = http://a:2");
    pass(SECOND.multipliedBy(2));
    assertThat(sets).hasSize(2);
  }

  @Test
  void aKeyThatIsSetTwiceIsAMistake() {
    watch(write("endpoints.a = http://a:1", "endpoints.a = http://b:1"));
    assertThat(errors)
        .containsExactly("the file has a problem: line 2, endpoints.a: is set in line 1 already");
  }

  /** A writer that is half-way through: valid, and yet not all. */
  @Test
  void halfOfAFileIsNotTakenForAll() {
    watch(write("endpoints.a = http://a:1", "endpoints.b = http://b:1"));
    for (int i = 0; i < 40; i++) {
      write("endpoints.a = http://a:1", "# " + "x".repeat(i));
      pass(Duration.ofMillis(80));
    }
    assertThat(sets).as("while it was being written").hasSize(1);
    write("endpoints.a = http://a:1", "endpoints.b = http://b:1", "endpoints.c = http://c:1");
    pass(Duration.ofMillis(1100));
    assertThat(sets).hasSize(2);
    assertThat(sets.get(1)).hasSize(3);
  }

  @Test
  void truncationIsAnEmptySetUntilTheTextIsBack() throws IOException {
    Path file = write("endpoints.a = http://a:1");
    watch(file);
    Files.write(file, new byte[0]);
    pass(Duration.ofMillis(1100));
    assertThat(sets).hasSize(2);
    assertThat(sets.get(1)).isEmpty();
    write("endpoints.a = http://a:1");
    pass(Duration.ofMillis(1100));
    assertThat(sets).as("the same text counts anew").hasSize(3);
    assertThat(sets.get(2)).isEqualTo(sets.get(0));
  }

  @Test
  void aByteOrderMarkIsNoText() {
    watch(write("\ufeffendpoints.a = http://a:1"));
    assertThat(errors).isEmpty();
    assertThat(sets).hasSize(1);
  }

  @Test
  void whatIsFarTooLongIsNotRead() throws IOException {
    Path file = directory.resolve("long.properties");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(20 << 20);
    }
    watch(file);
    assertThat(errors)
        .containsExactly(file + " has more than 16777216 bytes, which is as much as is read");
  }

  @Test
  void aFileThatMayNotBeReadSaysSo() throws IOException {
    Path file = write("endpoints.a = http://a:1");
    Files.setPosixFilePermissions(file, Set.of());
    assumeFalse(Files.isReadable(file), "this user may read everything");
    watch(file);
    assertThat(errors).containsExactly("there is no permission to read " + file);
  }

  @Test
  void aDirectoryThatIsMissingAndADeletedFileAreFailuresUntilTheyAreThere() throws IOException {
    Path file = directory.resolve("volume").resolve("e.properties");
    watch(file);
    Files.createDirectory(file.getParent());
    Files.writeString(file, "endpoints.a = http://a:1");
    pass(SECOND);
    Files.delete(file);
    pass(SECOND);
    assertThat(errors).hasSizeBetween(2, 3).containsOnly("there is no file " + file);
    assertThat(sets).hasSize(1);
  }

  @Test
  void aPathMayBeLongerThanAName() {
    String path = "d/".repeat(200) + "e.properties";
    assertThat(FileSource.of(Path.of(path)).name())
        .startsWith("file:d/d/")
        .hasSize(255)
        .endsWith("…");
  }

  /** As Kubernetes replaces the files of a volume. */
  @Test
  void aSymbolicLinkThatIsSwappedIsNoticed() throws IOException {
    Path one = Files.createDirectory(directory.resolve("1"));
    Path two = Files.createDirectory(directory.resolve("2"));
    Files.writeString(one.resolve("e.properties"), "endpoints.a = http://a:1");
    Files.writeString(two.resolve("e.properties"), "endpoints.b = http://b:1");
    Path data = Files.createSymbolicLink(directory.resolve("data"), one);
    watch(data.resolve("e.properties"));
    Path next = Files.createSymbolicLink(directory.resolve("next"), two);
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    pass(Duration.ofMillis(1100));
    assertThat(sets).hasSize(2);
    assertThat(sets.get(1)).extracting(Endpoint::id).containsExactly("b:1");
  }

  @Test
  void aMissingFileAndWrongBytesAreFailuresThatSayWhat() throws IOException {
    Path file = directory.resolve("late.properties");
    watch(file);
    assertThat(errors).containsExactly("there is no file " + file);
    Files.write(file, "endpoints.a = http://ä:1".getBytes(StandardCharsets.ISO_8859_1));
    pass(SECOND);
    assertThat(errors).last().isEqualTo(file + " is not UTF-8");
  }

  @Test
  void anUnknownEndingIsRefusedWhenTheSourceIsMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileSource.of(Path.of("endpoints.toml")))
        .withMessageContaining("endpoints.toml")
        .withMessageContaining("properties");
  }

  @Test
  void aMalformedEscapeNamesItsLine() {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> new PropertiesFormat().read("a=1\nb=\\u00g1"))
        .satisfies(e -> assertThat(e.problems().get(0).place()).isEqualTo("line 2"));
  }

  /** A file that is replaced by a rename. */
  private record FileRegistry(Path file) implements EndpointSourceContract.Registry {

    @Override
    public EndpointSource<?> source() {
      return FileSource.of(file);
    }

    @Override
    public void publish(List<Integer> members) {
      replace(
          String.join(
              "\n", members.stream().map(m -> "endpoints." + m + " = http://h:" + m).toList()));
    }

    @Override
    public void fail() {
      replace("endpoints.a = not a URI");
    }

    @Override
    public boolean hang() {
      return false;
    }

    @Override
    public int memberOf(Endpoint<?> endpoint) {
      return ((URI) endpoint.target()).getPort();
    }

    @Override
    public Duration noticedWithin() {
      return Duration.ofMillis(1100);
    }

    private void replace(String text) {
      try {
        Path written = Files.writeString(file.resolveSibling("written"), text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
