package io.lb4j.examples.demo;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Opens a page in the browser of whoever sits here. */
final class Browser {

  private Browser() {}

  /**
   * Asks the operating system to do so.
   *
   * @throws IOException if it has no command for that
   */
  static void open(URI page) throws IOException {
    new ProcessBuilder(command(System.getProperty("os.name"), page))
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  static List<String> command(String operatingSystem, URI page) {
    String name = operatingSystem.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler", page.toString());
    }
    return List.of(name.startsWith("mac") ? "open" : "xdg-open", page.toString());
  }
}
