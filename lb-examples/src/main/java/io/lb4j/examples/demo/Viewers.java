package io.lb4j.examples.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Sends frames to every page that is open, as server-sent events. Thread-safe. */
final class Viewers {

  /** A minute of frames, so that a page that opens late has something to show at once. */
  private static final int REMEMBERED = 240;

  private static final int MAX_VIEWERS = 16;
  private static final int MAX_BACKLOG = REMEMBERED + 40;

  // Both guarded by this.
  private final Deque<String> remembered = new ArrayDeque<>();
  private final List<BlockingQueue<String>> queues = new ArrayList<>();

  /** Sends an event to all; who has not read the last ten seconds is given up. */
  synchronized void send(String json) {
    if (remembered.size() == REMEMBERED) {
      remembered.remove();
    }
    remembered.add(json);
    queues.removeIf(queue -> !queue.offer(json));
  }

  /**
   * Joins: what is remembered comes first.
   *
   * @return false if there are too many already
   */
  synchronized boolean join(BlockingQueue<String> queue) {
    if (queues.size() == MAX_VIEWERS) {
      return false;
    }
    queue.addAll(remembered);
    queues.add(queue);
    return true;
  }

  /** Makes the queue of one viewer. */
  static BlockingQueue<String> newQueue() {
    return new LinkedBlockingQueue<>(MAX_BACKLOG);
  }

  /** Writes to a viewer who has joined, until it goes away or is given up. */
  void serve(BlockingQueue<String> queue, OutputStream out) throws InterruptedException {
    try {
      out.write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
      while (isPresent(queue) || !queue.isEmpty()) {
        StringBuilder events = new StringBuilder();
        for (String json = queue.take(); json != null; json = queue.poll()) {
          events.append("data: ").append(json).append("\n\n");
        }
        out.write(events.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      // The page was closed.
    } finally {
      leave(queue);
    }
  }

  // Queues are compared by identity: two that are empty are not one viewer.
  private synchronized boolean isPresent(BlockingQueue<String> queue) {
    return queues.stream().anyMatch(present -> present == queue);
  }

  private synchronized void leave(BlockingQueue<String> queue) {
    queues.removeIf(present -> present == queue);
  }
}
