package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Who does not trace needs no OpenTelemetry. */
final class WithoutOpenTelemetryTest {

  private static URLClassLoader classPathWithoutIt() {
    URL[] entries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("opentelemetry"))
            .map(WithoutOpenTelemetryTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(entries, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }

  @Test
  void callsAreRetriedAndHedgedAsEver() throws Exception {
    try (URLClassLoader loader = classPathWithoutIt()) {
      assertThatThrownBy(() -> loader.loadClass("io.opentelemetry.api.OpenTelemetry"))
          .isInstanceOf(ClassNotFoundException.class);
      Callable<?> calls =
          (Callable<?>)
              loader.loadClass("io.lb4j.okhttp.PlainCalls").getDeclaredConstructor().newInstance();

      assertThat(calls.call()).isEqualTo("b b b");
    }
  }

  @Test
  void reflectionOnTheOptionsWorks() throws Exception {
    try (URLClassLoader loader = classPathWithoutIt()) {
      assertThat(loader.loadClass("io.lb4j.okhttp.LoadBalancingOptions").getMethods()).isNotEmpty();
    }
  }
}
