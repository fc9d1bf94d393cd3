package io.lb4j.simulator.server;

import io.lb4j.simulator.engine.Event;
import io.lb4j.simulator.engine.VirtualTime;
import org.jspecify.annotations.Nullable;

/**
 * Where jobs are worked on: some cores that the admitted jobs share evenly, at most one each; a
 * number of slots that bounds how many are admitted; and a line before them. One core and one slot
 * is first come first served; one core and no bound on slots is processor sharing; no bound on
 * either is a mere delay.
 *
 * <p>All running jobs progress alike, so one number, the work done on a job that has been there all
 * the time, orders their ends: an arrival or a change of speed moves one event, not one per job.
 * The event is the next completion. O(log n) per job.
 */
final class Station extends Event {

  private final VirtualTime time;
  private final Server server;
  private final double cores;
  private final int slots;
  private final int queue;

  private final RunningJobs running = new RunningJobs();
  private final WaitingLine line = new WaitingLine();
  private double speed = 1;
  private double granted = 1;
  private double workNanos;
  private long workedUntilNanos;
  private double busyNanos;

  Station(VirtualTime time, Server server, Capacity capacity) {
    this.time = time;
    this.server = server;
    this.cores = capacity.cores();
    this.slots = capacity.slots();
    this.queue = capacity.queue();
  }

  int jobs() {
    return running.size() + line.length();
  }

  int waiting() {
    return line.length();
  }

  /** Core time used since the start, in nanoseconds. */
  double busyNanos() {
    work();
    return busyNanos;
  }

  /** Takes a job, or refuses it because line and slots are full. */
  boolean accept(Job job) {
    if (running.size() < slots) {
      work();
      begin(job);
      expectNext();
      return true;
    }
    if (line.length() < queue) {
      line.add(job);
      return true;
    }
    return false;
  }

  void remove(Job job) {
    if (job.waiting) {
      line.remove(job);
    } else if (job.isRunning()) {
      work();
      running.remove(job);
      admitWaiting();
      expectNext();
    }
  }

  /** Sets how fast it works, and the share of the cores' time that it is granted for that. */
  void setSpeed(double newSpeed, double newGranted) {
    work();
    speed = newSpeed;
    granted = newGranted;
    expectNext();
  }

  /** Lets go of any job, the running ones first; null when none is left. */
  @Nullable Job evict() {
    if (running.size() > 0) {
      work();
      Job job = running.first();
      running.remove(job);
      if (running.size() == 0) {
        expectNext();
      }
      return job;
    }
    return line.poll();
  }

  @Override
  protected void happen() {
    work();
    // The first has ended now, whatever rounding says.
    Job job = running.first();
    running.remove(job);
    admitWaiting();
    expectNext();
    server.completed(job);
  }

  private void begin(Job job) {
    running.add(job, workNanos + job.demandNanos);
  }

  private void admitWaiting() {
    if (running.size() < slots) {
      Job next = line.poll();
      if (next != null) {
        begin(next);
      }
    }
  }

  /** Brings the work done up to now. */
  private void work() {
    long now = time.nanoTime();
    long elapsed = now - workedUntilNanos;
    if (elapsed > 0 && running.size() > 0) {
      workNanos += elapsed * rate();
      busyNanos += elapsed * Math.min(running.size(), cores) * granted;
    }
    workedUntilNanos = now;
    if (running.size() == 0) {
      // An idle server starts anew, so that precision does not suffer from its age.
      workNanos = 0;
    }
  }

  private double rate() {
    int jobs = running.size();
    return jobs <= cores ? speed : speed * cores / jobs;
  }

  private void expectNext() {
    if (running.size() == 0 || speed == 0) {
      time.cancel(this);
    } else {
      double left = Math.max(0, running.firstEnd() - workNanos) / rate();
      time.scheduleIn(this, (long) Math.ceil(left));
    }
  }
}
