package io.lb4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the README shows as Java compiles as it stands. */
final class ReadmeSnippetsTest {

  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern INLINE = Pattern.compile("`([^`\n]*Invoker[^`\n]*;)`");

  /** What a reader takes for granted: imports, and the names the snippets do not introduce. */
  private static final String FRAME =
      """
      import static java.net.http.HttpResponse.BodyHandlers.ofString;
      import io.lb4j.*;
      import io.lb4j.endpoint.*;
      import io.lb4j.invoke.*;
      import io.lb4j.okhttp.*;
      import io.lb4j.request.*;
      import java.io.IOException;
      import java.net.URI;
      import java.net.http.HttpClient;
      import java.net.http.HttpRequest;
      import java.net.http.HttpResponse;
      import okhttp3.OkHttpClient;
      import okhttp3.Request;
      import okhttp3.Response;

      abstract class Snippet {
        abstract HttpRequest get(URI uri);
        abstract String fetch(URI uri) throws IOException;

        void show(Balancer<URI> balancer, HttpClient http) throws Exception {
      %s
        }
      }
      """;

  private static String readme() throws IOException {
    return Files.readString(Path.of("..", "README.md"));
  }

  static List<String> snippets() throws IOException {
    String readme = readme();
    return Stream.concat(BLOCK.matcher(readme).results(), INLINE.matcher(readme).results())
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  @Test
  void thereAreSnippetsToCompile() throws IOException {
    assertThat(snippets()).hasSizeGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void aSnippetCompiles(String snippet, @TempDir Path classes) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    compiler
        .getTask(
            null,
            null,
            problems,
            List.of(
                "-Xlint:none",
                "-proc:none",
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path")),
            null,
            List.of(new Source(FRAME.replace("%s", snippet))))
        .call();
    assertThat(problems.getDiagnostics()).as(snippet).isEmpty();
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String text) {
      super(URI.create("string:///Snippet.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
