package io.lb4j.simulator.notation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts that the jar brings along. */
public final class Resource {

  private Resource() {}

  /**
   * Reads a text.
   *
   * @param path from the root of the jar: {@code /page/page.html}
   * @return all of it
   * @throws IllegalStateException if the jar lacks it
   */
  public static String text(String path) {
    try (InputStream in = Resource.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
