package io.lb4j.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the page, all of them in the jar. */
final class Assets {

  private static final List<String> FILES =
      List.of(
          "index.html",
          "page.css",
          "icon.svg",
          "main.js",
          "charts.js",
          "controls.js",
          "format.js",
          "happenings.js",
          "rows.js",
          "side.js",
          "strip.js",
          "theme.js",
          "why.js",
          "uplot/uPlot.iife.min.js",
          "uplot/uPlot.min.css",
          "uplot/LICENSE");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, Reply> byPath = new HashMap<>();

  /** Reads them. */
  Assets() throws IOException {
    for (String file : FILES) {
      byPath.put("/" + file, new Reply(200, type(file), read(file)));
    }
    byPath.put("/", new Reply(200, type("index.html"), read("index.html")));
  }

  @Nullable Reply at(String path) {
    return byPath.get(path);
  }

  private static String type(String file) {
    return TYPES.getOrDefault(
        file.substring(file.lastIndexOf('.') + 1), "text/plain; charset=utf-8");
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream in = Assets.class.getResourceAsStream("/demo/" + file)) {
      if (in == null) {
        throw new IOException("the page's file " + file + " is missing from the jar");
      }
      return in.readAllBytes();
    }
  }
}
