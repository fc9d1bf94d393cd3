package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The page in a real browser. Leaves pictures in {@code target/demo}; the README's is {@code
 * readme.png}.
 */
@Tag("full")
class LivePageTest {

  private static final Path PICTURES = Path.of("target", "demo");

  private static final String BELOW_THE_SERVERS =
      "Math.round(document.querySelector('.hint').getBoundingClientRect().top + scrollY)";

  private static final Duration LOADED = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofSeconds(2);

  private Stage stage;
  private PageServer page;
  private Chromium browser;

  @BeforeEach
  void open() throws Exception {
    Optional<Path> chromium = Chromium.installed();
    assumeTrue(
        chromium.isPresent(),
        "no Chromium is installed, so the page is not looked at; apt-get install chromium");
    stage = Stage.start(PolicyChoice.PEAK_EWMA, PolicyChoice.ROUND_ROBIN, 200);
    page = new PageServer(PageServer.bind(0), stage);
    browser = Chromium.start(chromium.get());
    browser.send("Runtime.enable", Map.of());
    browser.send("Log.enable", Map.of());
    browser.send("Network.enable", Map.of());
    browser.send("Page.enable", Map.of());
    show(1280, "light");
    browser.send("Page.navigate", Map.of("url", page.uri().toString()));
    browser.await("document.querySelectorAll('.row').length === 12", LOADED);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable opened : Arrays.asList(browser, page, stage)) {
      if (opened != null) {
        opened.close();
      }
    }
  }

  @Test
  void chartsMove() throws Exception {
    String picture = "document.querySelector('.share canvas').toDataURL()";
    String earlier = browser.evaluate(picture).asText();

    browser.await(picture + " !== " + quoted(earlier), SOON);

    assertThat(browser.evaluate("document.querySelectorAll('.uplot').length").asInt()).isEqualTo(7);
    assertNothingIsWrong();
  }

  @Test
  void whoIsKilledByAClickIsOutWithinTwoSeconds() throws Exception {
    browser.evaluate("document.querySelector('[data-server=s3] [value=DEAD]').click()");

    // By its callers' failures or by failed checks, whichever come together first.
    for (String side : List.of("A", "B")) {
      String now = row(side, "s3");
      browser.await("['EJECTED', 'UNHEALTHY'].includes(" + now + ".dataset.state)", SOON);
      browser.await(now + ".innerText.includes('takes no traffic')", SOON);
    }
    assertThat(browser.evaluate("document.getElementById('happenings').innerText").asText())
        .contains("s3 is killed", "s3 is ejected: 5 ");
    assertThat(browser.evaluate("document.getElementById('spoken').textContent").asText())
        .contains("s3 is ");
    assertNothingIsWrong();
  }

  @Test
  void aNameTellsWhyThatServerWasPicked() throws Exception {
    browser.await("document.querySelector('[data-cell=share]').textContent !== '0 %'", LOADED);

    browser.evaluate(row("A", "s1") + ".querySelector('.name').click()");

    browser.await("document.getElementById('why').open", SOON);
    assertThat(browser.evaluate("document.getElementById('why').innerText").asText())
        .contains("Why s1? (A)", "Picked at", "can serve");
    picture("why", Integer.MAX_VALUE);
    browser.press("Escape", 27);
    browser.await("!document.getElementById('why').open", SOON);
    assertNothingIsWrong();
  }

  @Test
  void policyLoadAndServersCanBeChanged() throws Exception {
    change("[data-side=B] select", "ring_hash");
    change("#load", "60");
    browser.evaluate("document.getElementById('add').click()");
    browser.evaluate("document.querySelector('[data-server=s2] .drain input').click()");

    browser.await("document.querySelector('[data-side=B] .about').innerText.includes('200')", SOON);
    browser.await("document.querySelectorAll('.row').length === 14", SOON);
    browser.await(row("B", "s2") + ".dataset.state === 'DRAINING'", SOON);
    for (long began = System.nanoTime(); System.nanoTime() - began < SOON.toNanos(); ) {
      if (stage.callsPerSecond() == 60) {
        break;
      }
      Thread.sleep(10);
    }
    assertThat(stage.callsPerSecond()).isEqualTo(60);

    browser.evaluate("document.getElementById('recover').click()");
    browser.await(row("B", "s2") + ".dataset.state !== 'DRAINING'", SOON);
    assertNothingIsWrong();
  }

  @Test
  void theKeyboardReachesAndOperatesTheControls() throws Exception {
    browser.press("Tab", 9);
    assertThat(browser.evaluate("document.activeElement.className").asText()).isEqualTo("skip");
    browser.press("Tab", 9);
    assertThat(browser.evaluate("document.activeElement.name").asText()).isEqualTo("condition-s1");
    assertThat(browser.evaluate("document.activeElement.matches(':focus-visible')").asBoolean())
        .isTrue();

    browser.press("ArrowRight", 39);

    browser.await("document.querySelector('[name=condition-s1][value=SLOW]').checked", SOON);
    awaitCondition(Condition.SLOW);
    assertNothingIsWrong();
  }

  @Test
  void isReadableInBothThemesAndOnAPhone() throws Exception {
    stage.afflict("s3", Condition.SLOW);
    browser.await("document.querySelectorAll('.happening').length > 0", LOADED);
    Thread.sleep(30_000); // So that the charts of the pictures show something.
    stage.afflict("s5", Condition.DEAD);
    Thread.sleep(15_000);
    for (String theme : List.of("light", "dark")) {
      for (int width : List.of(1280, 390)) {
        show(width, theme);
        browser.await("innerWidth === " + width, SOON);
        Thread.sleep(1_000); // A redraw in the new size and colours.
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
            .as("no horizontal scrolling at %d", width)
            .isLessThanOrEqualTo(width);
        picture((width == 390 ? "phone-" : "wide-") + theme, Integer.MAX_VALUE);
        if (width == 1280 && theme.equals("light")) {
          picture("readme", browser.evaluate(BELOW_THE_SERVERS).asInt());
        }
      }
    }
    String background =
        browser.evaluate("getComputedStyle(document.body).backgroundColor").asText();
    assertThat(background).isEqualTo("rgb(20, 23, 27)");
    assertNothingIsWrong();
  }

  private void assertNothingIsWrong() {
    assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
    assertThat(browser.events("Runtime.consoleAPICalled")).isEmpty();
    assertThat(browser.events("Log.entryAdded")).isEmpty();
    assertThat(browser.events("Network.requestWillBeSent"))
        .extracting(event -> event.at("/params/request/url").asText())
        .allMatch(url -> url.startsWith(page.uri().toString()) || url.startsWith("data:"));
  }

  private void change(String element, String value) {
    String script =
        "(e => { e.value = '%s'; e.dispatchEvent(new Event('input'));"
            + " e.dispatchEvent(new Event('change')); })(document.querySelector('%s'))";
    browser.evaluate(script.formatted(value, element));
  }

  private void awaitCondition(Condition condition) throws InterruptedException {
    for (long began = System.nanoTime(); System.nanoTime() - began < SOON.toNanos(); ) {
      if (stage.servers().get(0).condition() == condition) {
        return;
      }
      Thread.sleep(10);
    }
    assertThat(stage.servers().get(0).condition()).isEqualTo(condition);
  }

  private void show(int width, String theme) {
    browser.send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
    browser.send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
  }

  private void picture(String name, int maxHeight) throws Exception {
    JsonNode size = browser.send("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
    JsonNode shot =
        browser.send(
            "Page.captureScreenshot",
            Map.of(
                "format",
                "png",
                "captureBeyondViewport",
                true,
                "clip",
                Map.of(
                    "x",
                    0,
                    "y",
                    0,
                    "width",
                    size.path("width").asInt(),
                    "height",
                    Math.min(maxHeight, size.path("height").asInt()),
                    "scale",
                    1)));
    Files.createDirectories(PICTURES);
    Files.write(
        PICTURES.resolve(name + ".png"), Base64.getDecoder().decode(shot.path("data").asText()));
  }

  private static String row(String side, String server) {
    return "document.querySelector('[data-side=%s] .row[data-server=%s]')".formatted(side, server);
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }
}
