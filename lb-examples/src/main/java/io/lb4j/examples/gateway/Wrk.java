package io.lb4j.examples.gateway;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk, if it is installed, with a script that keeps cookies. */
final class Wrk {

  /** Each path is a session; its answer says whose it is, since one thread has many. */
  private static final String SCRIPT =
      """
      local cookies = {}
      function request()
        local session = math.random(32)
        local headers = {}
        headers["Cookie"] = cookies[session]
        return wrk.format("GET", "/cart/" .. session, headers)
      end
      function response(status, headers, body)
        local session = tonumber(body:match("^/cart/(%d+) "))
        local set = headers["Set-Cookie"] or headers["Set-cookie"]
        if session and set then
          cookies[session] = set:match("^[^;]+")
        end
      end
      function done(summary, latency, requests)
        local errors = summary.errors
        local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
        print("lb4j " .. summary.requests .. " " .. failed .. " "
          .. latency:percentile(50) .. " " .. latency:percentile(99))
      end
      """;

  private static final Pattern RESULT =
      Pattern.compile("^lb4j (\\d+) (\\d+) ([\\d.]+) ([\\d.]+)$", Pattern.MULTILINE);

  private Wrk() {}

  static boolean isInstalled() {
    String path = System.getenv("PATH");
    return path != null
        && Arrays.stream(path.split(File.pathSeparator, -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "wrk")));
  }

  /** Runs until the time is over, with something happening in the middle of it. */
  static Figures run(URI gateway, int connections, Duration duration, Runnable inTheMiddle)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile("lb4j", ".lua");
    try {
      Files.writeString(script, SCRIPT);
      Process wrk =
          new ProcessBuilder(
                  "wrk",
                  "-t2",
                  "-c" + connections,
                  "-d" + duration.toSeconds() + "s",
                  "-s" + script,
                  gateway.toString())
              .redirectErrorStream(true)
              .start();
      Thread.sleep(duration.dividedBy(2).toMillis());
      inTheMiddle.run();
      String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      wrk.waitFor();
      return figures(output);
    } finally {
      Files.delete(script);
    }
  }

  private static Figures figures(String output) {
    Matcher result = RESULT.matcher(output);
    if (!result.find()) {
      throw new IllegalStateException("wrk said:\n" + output);
    }
    return new Figures(
        Long.parseLong(result.group(1)),
        Long.parseLong(result.group(2)),
        Double.parseDouble(result.group(3)) / 1e3,
        Double.parseDouble(result.group(4)) / 1e3);
  }
}
