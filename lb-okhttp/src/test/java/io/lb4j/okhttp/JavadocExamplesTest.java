package io.lb4j.okhttp;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import io.lb4j.Balancer;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import kotlin.Unit;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first example in a class's Javadoc compiles as it stands. */
final class JavadocExamplesTest {

  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", ""), "src", "main", "java", "io", "lb4j", "okhttp");
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(strings = {"HttpHealthProbe", "GrpcHealthProbe", "HttpLoadProbe"})
  void compiles(String type) throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(SOURCES.resolve(type + ".java")));
    assertThat(example.find()).isTrue();
    assertThat(problems(example.group(1).replaceAll("(?m)^ \\*", ""))).isEmpty();
  }

  private static String problems(String statements) throws IOException {
    String source =
        """
        import io.lb4j.Balancer;
        import io.lb4j.endpoint.Endpoint;
        import io.lb4j.health.HealthProbe;
        import io.lb4j.okhttp.*;
        import io.lb4j.select.*;
        import java.net.URI;
        import java.util.List;
        import okhttp3.OkHttpClient;

        class Example {
          void example(List<Endpoint<URI>> endpoints) {
        %s
          }
        }
        """
            .formatted(statements);
    StringWriter problems = new StringWriter();
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(
                    problems,
                    null,
                    null,
                    List.of("-proc:none", "-Xlint:none", "--class-path", classPath()),
                    null,
                    List.of(new Source(source)));
    task.analyze();
    return problems.toString();
  }

  /** Where these classes come from, however the test was started. */
  private static String classPath() {
    return Stream.of(
            HttpHealthProbe.class,
            Balancer.class,
            OkHttpClient.class,
            Buffer.class,
            Unit.class,
            NullMarked.class)
        .map(JavadocExamplesTest::origin)
        .distinct()
        .collect(joining(File.pathSeparator));
  }

  private static String origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String text) {
      super(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
