package io.lb4j.simulator.server;

import org.jspecify.annotations.Nullable;

/** Jobs in the order of their arrival, each of which may leave at any time: a list through them. */
final class WaitingLine {

  private @Nullable Job first;
  private @Nullable Job last;
  private int length;

  int length() {
    return length;
  }

  void add(Job job) {
    job.waiting = true;
    job.ahead = last;
    if (last == null) {
      first = job;
    } else {
      last.behind = job;
    }
    last = job;
    length++;
  }

  @Nullable Job poll() {
    Job job = first;
    if (job != null) {
      remove(job);
    }
    return job;
  }

  void remove(Job job) {
    Job ahead = job.ahead;
    Job behind = job.behind;
    if (ahead == null) {
      first = behind;
    } else {
      ahead.behind = behind;
    }
    if (behind == null) {
      last = ahead;
    } else {
      behind.ahead = ahead;
    }
    job.ahead = null;
    job.behind = null;
    job.waiting = false;
    length--;
  }
}
