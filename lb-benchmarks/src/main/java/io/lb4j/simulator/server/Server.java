package io.lb4j.simulator.server;

import io.lb4j.health.CheckResult;
import io.lb4j.request.LoadReport;
import io.lb4j.simulator.engine.RandomStream;
import io.lb4j.simulator.engine.VirtualTime;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One simulated server: it takes jobs, lets its station work on them, and answers. What disturbs it
 * is set from outside, while it runs. For one thread.
 */
public final class Server {

  private final String id;
  private final int number;
  private final VirtualTime time;
  private final RandomStream random;
  private final Station station;
  private final double cores;
  private final Speed speed = new Speed();

  private final Distribution usualService;
  private final Overlay<Distribution> services = new Overlay<>();
  // What the overlay comes to, for every request to read.
  private Distribution service;
  private final Faults faults;
  private @Nullable Distribution retryAfter;
  private @Nullable LoadAccount load;
  private final long startedAtNanos;
  private long stoppedAtNanos = Long.MAX_VALUE;
  private boolean down;

  /**
   * Makes an idle server.
   *
   * @param id its name, unique in the run
   * @param number its place in the order of all servers that ever were
   * @param capacity how much it can do at once
   * @param service how much work a request is, in nanoseconds of one core
   * @param time the run's
   * @param random this server's own
   */
  public Server(
      String id,
      int number,
      Capacity capacity,
      Distribution service,
      VirtualTime time,
      RandomStream random) {
    this.id = id;
    this.number = number;
    this.usualService = service;
    this.service = service;
    this.time = time;
    this.random = random;
    this.startedAtNanos = time.nanoTime();
    this.station = new Station(time, this, capacity);
    this.cores = capacity.cores();
    this.faults = new Faults(random);
  }

  /**
   * Returns its name.
   *
   * @return unique in the run
   */
  public String id() {
    return id;
  }

  /**
   * Returns its place in the order of all servers that ever were.
   *
   * @return from 0
   */
  public int number() {
    return number;
  }

  /**
   * Returns how many jobs it has, waiting ones included and hanging ones not.
   *
   * @return not negative
   */
  public int jobs() {
    return station.jobs();
  }

  /**
   * Returns how many jobs make full progress at once.
   *
   * @return positive; infinite for a server that is never busy
   */
  public double cores() {
    return cores;
  }

  /**
   * Returns the core time used since the start, without what others stole.
   *
   * @return nanoseconds
   */
  public double busyNanos() {
    return station.busyNanos();
  }

  /**
   * Returns how much of a stretch of time it was up.
   *
   * @param fromNanos when the stretch begins
   * @param untilNanos when it ends
   * @return nanoseconds; 0 if it came later or went earlier
   */
  public long upNanos(long fromNanos, long untilNanos) {
    long from = Math.max(fromNanos, startedAtNanos);
    return Math.max(0, Math.min(untilNanos, stoppedAtNanos) - from);
  }

  /**
   * Takes a job; it will be answered, at once or later, unless it is abandoned or hangs.
   *
   * @param job nowhere else at the moment
   */
  public void accept(Job job) {
    if (down) {
      job.answered(this, Answer.REFUSED);
      return;
    }
    Fault met = faults.metByRequest();
    if (met == null) {
      job.doomed = false;
      work(job);
    } else {
      meet(met, job);
    }
  }

  private void meet(Fault met, Job job) {
    switch (met.kind()) {
      case HANG, FAIL_CHECKS -> {}
      case ERROR -> {
        job.doomed = true;
        work(job);
      }
      case REFUSE, RESET, FAIL, REJECT -> {
        if (met.afterNanos() == 0) {
          job.answered(this, met.answer());
        } else {
          job.answerFrom = this;
          job.answer = met.answer();
          time.scheduleIn(job, met.afterNanos());
        }
      }
    }
  }

  private void work(Job job) {
    job.demandNanos = service.sample(random);
    job.arrivedAtNanos = time.nanoTime();
    job.jobsOnArrival = station.jobs();
    if (!station.accept(job)) {
      if (load != null) {
        load.errorHappened();
      }
      job.answered(this, Answer.REJECTED);
    }
  }

  /**
   * Stops working on a job, because its client has gone and the server has learned of it.
   *
   * @param job one that may or may not be here still
   */
  public void abandon(Job job) {
    if (job.answerFrom == this) {
      job.answerFrom = null;
      time.cancel(job);
    } else {
      station.remove(job);
    }
  }

  void completed(Job job) {
    if (load != null) {
      load.completed(job, time.nanoTime() - job.arrivedAtNanos);
      if (job.doomed) {
        load.errorHappened();
      }
    }
    job.answered(this, job.doomed ? Answer.ERROR : Answer.DONE);
  }

  /**
   * Returns what it would say of its load.
   *
   * @return a report as of now; from the first call on it keeps account
   */
  public LoadReport loadReport() {
    if (load == null) {
      load = new LoadAccount(cores);
    }
    return load.report(time.nanoTime(), station);
  }

  /**
   * Answers a probe, which takes no work. It meets what goes wrong with connections; a server that
   * answers requests with errors still says how loaded it is.
   *
   * @return the report; failed if the connection fails, never done if the server hangs
   */
  public CompletionStage<LoadReport> probe() {
    Fault met = faults.metByProbe();
    return down || met != null ? unanswered(met) : CompletableFuture.completedFuture(loadReport());
  }

  /**
   * Answers a health check, which takes no work. It meets what goes wrong with connections, and
   * what goes wrong with checks alone.
   *
   * @return what it found; failed if the connection fails, never done if the server hangs
   */
  public CompletionStage<CheckResult> check() {
    Fault met = faults.metByCheck();
    if (!down && met != null && met.kind() == Fault.Kind.FAIL_CHECKS) {
      return CompletableFuture.completedFuture(CheckResult.failed("its checks fail"));
    }
    return down || met != null
        ? unanswered(met)
        : CompletableFuture.completedFuture(CheckResult.passed());
  }

  private <T> CompletionStage<T> unanswered(@Nullable Fault met) {
    return !down && met != null && met.kind() == Fault.Kind.HANG
        ? new CompletableFuture<>()
        : CompletableFuture.failedFuture(new ConnectException(id + " is not reached"));
  }

  /**
   * Sets what its rejections say.
   *
   * @param changed for how long they ask clients to stay away, in nanoseconds; null for nothing
   */
  public void setRetryAfter(@Nullable Distribution changed) {
    retryAfter = changed;
  }

  /**
   * Returns for how long a rejection asks its client to stay away.
   *
   * @return drawn for this one; null if it does not say
   */
  public @Nullable Duration retryAfter() {
    return retryAfter == null ? null : Duration.ofNanos((long) retryAfter.sample(random));
  }

  /**
   * Adds something that may change the speed.
   *
   * @return the number of the new factor, for {@link #setSpeed}
   */
  public int addSpeedFactor() {
    return speed.add(false);
  }

  /**
   * Adds something that may take the server's time away, as a neighbour on the same machine does.
   *
   * @return the number of the new factor, for {@link #setSpeed}
   */
  public int addStolenFactor() {
    return speed.add(true);
  }

  /**
   * Changes one of the factors whose product is the speed.
   *
   * @param factor which
   * @param value 1 for no effect, 0 for a standstill
   */
  public void setSpeed(int factor, double value) {
    speed.set(factor, value);
    station.setSpeed(speed.product(), speed.granted());
  }

  /**
   * Changes how much work the requests are that arrive from now on. Of several changes that last,
   * the newest counts.
   *
   * @param cause why, by identity
   * @param changed the new distribution; null when the cause is over
   */
  public void setService(Object cause, @Nullable Distribution changed) {
    services.set(cause, changed);
    List<Distribution> lasting = services.newestFirst();
    service = lasting.isEmpty() ? usualService : lasting.get(0);
  }

  /**
   * Lets something go wrong with the requests that arrive from now on. Of several faults that last,
   * a request meets the newest whose share it falls into.
   *
   * @param cause why, by identity
   * @param changed what; null when the cause is over
   */
  public void setFault(Object cause, @Nullable Fault changed) {
    faults.set(cause, changed);
  }

  /** Stops the process: all jobs break, and later ones are refused. */
  public void stop() {
    down = true;
    stoppedAtNanos = time.nanoTime();
    for (Job job = station.evict(); job != null; job = station.evict()) {
      job.answered(this, Answer.RESET);
    }
  }

  @Override
  public String toString() {
    return id;
  }
}
