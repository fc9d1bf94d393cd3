package io.lb4j.examples.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lb4j.examples.servers.Fleet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes a picture of the stage four times a second, and sends it to whoever watches. */
final class Pulse implements AutoCloseable {

  private static final long INTERVAL_MILLIS = 250;

  private final Stage stage;
  private final Viewers viewers;
  private final JsonMapper json = new JsonMapper();
  private final Thread thread = new Thread(this::run, "pulse");
  // The thread's alone.
  private List<Portrait> portraits;

  /** Begins. */
  Pulse(Stage stage, Viewers viewers) {
    this.stage = stage;
    this.viewers = viewers;
    this.portraits = stage.sides().stream().map(Portrait::new).toList();
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
        viewers.send(json.writeValueAsString(frame()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a frame cannot be written as JSON", e);
    }
  }

  private Frame frame() {
    List<Side> sides = stage.sides();
    // A side whose policy has changed is another one, with counters that begin at 0.
    portraits =
        sides.stream()
            .map(
                side ->
                    portraits.stream()
                        .filter(portrait -> portrait.isOf(side))
                        .findFirst()
                        .orElseGet(() -> new Portrait(side)))
            .toList();
    List<Frame.Server> servers = stage.servers();
    return new Frame(
        System.currentTimeMillis(),
        stage.callsPerSecond(),
        servers.size() < Fleet.SIZE,
        servers,
        portraits.stream().map(Portrait::take).toList(),
        stage.happenings().take());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
