package io.lb4j.simulator.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;

/**
 * Runs a page's scripts on elements that only remember, {@code browser.js}. An error in a script is
 * a {@code PolyglotException}.
 */
final class FakeBrowser implements AutoCloseable {

  private static final Pattern ELEMENT = Pattern.compile("<(\\w+)[^>]*\\bid=\"([\\w-]+)\"[^>]*>");
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\".*?>(.*?)</script>", Pattern.DOTALL);
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

  private final Context context =
      Context.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build();
  private final Value browser;

  FakeBrowser(String page) {
    context.eval("js", text("browser.js"));
    browser = context.eval("js", "browser");
    Matcher elements = ELEMENT.matcher(page);
    while (elements.find()) {
      boolean data = elements.group(2).equals("runs");
      call("addElement", elements.group(1), elements.group(2), data ? first(DATA, page) : "");
    }
    context.eval("js", first(SCRIPT, page));
    call("showFrames");
  }

  /** The charts by their labels, in the order in which they were made. */
  List<String> charts() {
    return List.of(call("charts").as(String[].class));
  }

  /** How many times something was drawn on a chart: {@code lineTo}, {@code fillRect}. */
  int drawn(String chart, String method) {
    return call("drawn", chart, method).asInt();
  }

  void point(String chart, int x, int y) {
    call("point", chart, x, y);
  }

  void press(String chart, String key) {
    call("press", chart, key);
  }

  void choose(String id, String text, boolean checked) {
    call("choose", id, text, checked);
  }

  /** The text of an element, its parts divided by strokes. */
  String textOf(String id) {
    return call("text", id).asString();
  }

  boolean isHidden(String id) {
    return call("isHidden", id).asBoolean();
  }

  boolean isDisabled(String id) {
    return call("isDisabled", id).asBoolean();
  }

  private Value call(String method, Object... arguments) {
    return browser.getMember(method).execute(arguments);
  }

  private static String first(Pattern pattern, String page) {
    Matcher matcher = pattern.matcher(page);
    if (!matcher.find()) {
      throw new IllegalArgumentException("the page has nothing like " + pattern);
    }
    return matcher.group(1);
  }

  private static String text(String resource) {
    try (var in = FakeBrowser.class.getResourceAsStream("/page/" + resource)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
