package io.lb4j.examples.gateway;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Browsers that keep their cookie: each makes one request after the other. */
final class Sessions {

  private static final int DIGITS = 3;

  private final OkHttpClient client = new OkHttpClient();
  private final Histogram latencies = new ConcurrentHistogram(DIGITS);
  private final LongAdder failed = new LongAdder();
  private final URI gateway;
  private volatile boolean over;

  Sessions(URI gateway) {
    this.gateway = gateway;
  }

  /** Runs until the time is over, with something happening in the middle of it. */
  Figures run(int count, Duration duration, Runnable inTheMiddle) throws InterruptedException {
    List<Thread> browsers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread browser = new Thread(this::browse, "browser-" + i);
      browser.setDaemon(true);
      browser.start();
      browsers.add(browser);
    }
    Thread.sleep(duration.dividedBy(2).toMillis());
    inTheMiddle.run();
    Thread.sleep(duration.dividedBy(2).toMillis());
    over = true;
    for (Thread browser : browsers) {
      browser.join();
    }
    client.connectionPool().evictAll();
    return new Figures(latencies.getTotalCount(), failed.sum(), millis(50), millis(99));
  }

  private double millis(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e3;
  }

  private void browse() {
    String cookie = null;
    while (!over) {
      long startNanos = System.nanoTime();
      try (Response response = client.newCall(request(cookie)).execute()) {
        response.body().bytes();
        failed.add(response.isSuccessful() ? 0 : 1);
        String set = response.header("Set-Cookie");
        cookie = set == null ? cookie : set.substring(0, set.indexOf(';'));
      } catch (IOException e) {
        failed.increment();
      }
      latencies.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos));
    }
  }

  private Request request(@Nullable String cookie) {
    Request.Builder request = new Request.Builder().url(gateway + "/cart");
    return cookie == null ? request.build() : request.header("Cookie", cookie).build();
  }
}
