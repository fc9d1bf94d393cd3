package io.lb4j.route;

import io.lb4j.route.CanaryPolicy.Action;
import io.lb4j.route.CanaryStatus.Phase;
import io.lb4j.time.Scheduler.Cancellable;
import io.lb4j.time.TimeAndChance;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the new one of two variants more and more of the requests, as long as it is no worse than
 * the old one; otherwise it gets none any more, or what it has until somebody decides.
 *
 * <pre>{@code
 * Canary canary = Canary.start(cart, "v2", CanaryPolicy.defaults(), status -> page(status));
 * }</pre>
 *
 * <p>The two are compared by what {@link Variant#report} was told since the step began, so by
 * requests of the same time. Once a second it is looked whether there are a tenth more requests
 * than at the last look, and if so whether the difference can be chance. A step ends when its time
 * is over and enough requests of the canary were seen to know; without traffic it goes on for ever.
 *
 * <p><b>Limits.</b> Every process ramps by itself, from what it sees: with a hundred clients each
 * needs the traffic to judge, and some may roll back while others go on. To move together, let one
 * process judge and hand its {@link Split#weights} to the others. It compares failures and latency,
 * not whether answers are right.
 *
 * <p>Thread-safe. Orders have taken effect when they return.
 */
public final class Canary implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Canary.class);
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Fewer prove nothing but a canary that always fails, which a second more will find as well. */
  private static final long MIN_LOOK = 20;

  private static final double GROWTH = 1.1;

  private final Split<?> split;
  private final Variant<?> canary;
  private final Variant<?> baseline;
  private final CanaryPolicy policy;
  private final CanaryJudge judge;
  private final CanaryListener listener;
  private final TimeAndChance timeAndChance;

  private final ReentrantLock lock = new ReentrantLock();
  // All of these are guarded by the lock.
  private Phase phase = Phase.RAMPING;
  private String reason = "";
  private int step;
  private double percent;
  private long stepStartNanos;
  private VariantFigures canaryBefore;
  private VariantFigures baselineBefore;
  private int looks;
  private long nextLook;
  private boolean closed;
  private Cancellable timer = () -> {};
  private CompletableFuture<@Nullable Void> told = CompletableFuture.completedFuture(null);

  private Canary(
      Split<?> split,
      Variant<?> canary,
      Variant<?> baseline,
      CanaryPolicy policy,
      CanaryListener listener) {
    this.split = split;
    this.canary = canary;
    this.baseline = baseline;
    this.policy = policy;
    this.judge = new CanaryJudge(policy);
    this.listener = listener;
    this.timeAndChance = split.timeAndChance();
    this.canaryBefore = canary.figures();
    this.baselineBefore = baseline.figures();
  }

  /**
   * Begins a ramp: the canary has the share of the first step when this returns, whatever the
   * weights were before. They are the canary's to set until it is closed, and stay as they are
   * then.
   *
   * @param split has two variants
   * @param variant the new one's name
   * @param policy steps and margins
   * @return runs until it is promoted, rolled back or closed
   * @throws IllegalArgumentException if there are not two variants, or none of that name
   * @throws IllegalStateException if the split has a canary that is not closed; names both
   */
  public static Canary start(Split<?> split, String variant, CanaryPolicy policy) {
    return start(split, variant, policy, status -> {});
  }

  /**
   * Begins a ramp as {@link #start(Split, String, CanaryPolicy)} does, and tells what becomes of
   * it.
   *
   * @param split has two variants
   * @param variant the new one's name
   * @param policy steps and margins
   * @param listener hears every change
   * @return runs until it is promoted, rolled back or closed
   * @throws IllegalArgumentException if there are not two variants, or none of that name
   * @throws IllegalStateException if the split has a canary that is not closed; names both
   */
  public static Canary start(
      Split<?> split, String variant, CanaryPolicy policy, CanaryListener listener) {
    Variant<?> canary = split.variant(variant);
    if (canary == null || split.variants().size() != 2) {
      throw new IllegalArgumentException(
          "canary \""
              + variant
              + "\" must be one of two variants; split "
              + split.name()
              + " has "
              + split.variants().stream().map(Variant::name).toList());
    }
    Variant<?> baseline = split.variants().get(split.variants().indexOf(canary) == 0 ? 1 : 0);
    Canary started =
        new Canary(
            split,
            canary,
            baseline,
            Objects.requireNonNull(policy, "policy"),
            Objects.requireNonNull(listener, "listener"));
    Canary present = split.begin(started);
    if (present != null) {
      throw new IllegalStateException(
          "split %s has the canary \"%s\" already; close it before \"%s\" is started"
              .formatted(split.name(), present.canary.name(), variant));
    }
    started.order(() -> started.enterStep(0, "first step"));
    return started;
  }

  /** Gives the canary everything, now. */
  public void promote() {
    order(() -> enterStep(policy.steps().size() - 1, "promoted by hand"));
  }

  /** Leaves the canary its share; it is still rolled back if it is worse. */
  public void hold() {
    order(
        () -> {
          if (phase == Phase.RAMPING) {
            change(Phase.HELD, percent, "held by hand");
          }
        });
  }

  /** Goes on after a hold, with the step as it was, or begins again after a roll-back. */
  public void resume() {
    order(
        () -> {
          if (phase == Phase.HELD) {
            enterStep(step, "resumed by hand");
          } else if (phase == Phase.ROLLED_BACK) {
            enterStep(0, "begun again by hand");
          }
        });
  }

  /** Gives the canary nothing, now. */
  public void rollBack() {
    order(() -> change(Phase.ROLLED_BACK, 0, "rolled back by hand"));
  }

  /**
   * Returns how the canary is doing.
   *
   * @return with the figures of the step until now
   */
  public CanaryStatus status() {
    lock.lock();
    try {
      return statusNow();
    } finally {
      lock.unlock();
    }
  }

  private CanaryStatus statusNow() {
    return new CanaryStatus(
        split.name(),
        canary.name(),
        phase,
        percent,
        reason,
        canary.figures().since(canaryBefore),
        baseline.figures().since(baselineBefore));
  }

  /** Stops judging; the weights stay as they are, and another canary may be started. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      timer.cancel();
    } finally {
      lock.unlock();
    }
    split.end(this);
  }

  private void order(Runnable order) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the canary of " + split.name() + " is closed");
      }
      order.run();
      timer.cancel();
      scheduleTick();
    } finally {
      lock.unlock();
    }
  }

  private void scheduleTick() {
    if (!closed && (phase == Phase.RAMPING || phase == Phase.HELD)) {
      timer = timeAndChance.scheduler().schedule(this::tick, TICK_NANOS);
    }
  }

  private void tick() {
    lock.lock();
    try {
      if (!closed) {
        look();
      }
      scheduleTick();
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    VariantFigures seen = canary.figures().since(canaryBefore);
    if (seen.requests() >= nextLook) {
      nextLook = (long) Math.ceil(seen.requests() * GROWTH);
      looks++;
      String worse = judge.worse(seen, baseline.figures().since(baselineBefore), looks);
      if (worse != null) {
        judgedWorse(worse);
        return;
      }
    }
    boolean longEnough =
        timeAndChance.ticker().nanoTime() - stepStartNanos >= policy.stepDuration().toNanos();
    if (phase == Phase.RAMPING && longEnough && seen.requests() >= judge.neededRequests()) {
      enterStep(step + 1, "no worse than %s: %s".formatted(baseline.name(), judge.allowed()));
    }
  }

  private void judgedWorse(String worse) {
    if (policy.onWorse() == Action.ROLL_BACK) {
      change(Phase.ROLLED_BACK, 0, worse);
    } else if (phase != Phase.HELD) {
      change(Phase.HELD, percent, worse);
    }
  }

  /** The figures of what was before are told, those of the new step begin. */
  private void enterStep(int next, String why) {
    step = next;
    double share = policy.steps().get(next);
    change(share == 100 ? Phase.PROMOTED : Phase.RAMPING, share, why);
    stepStartNanos = timeAndChance.ticker().nanoTime();
    canaryBefore = canary.figures();
    baselineBefore = baseline.figures();
    nextLook = MIN_LOOK;
  }

  private void change(Phase to, double share, String why) {
    phase = to;
    percent = share;
    reason = why;
    split.weights(Map.of(canary.name(), share, baseline.name(), 100 - share));
    CanaryStatus status = statusNow();
    // One after the other, whatever has become of the one before.
    told =
        told.handleAsync(
            (done, thrown) -> {
              tell(status);
              return null;
            },
            timeAndChance.scheduler()::execute);
  }

  private void tell(CanaryStatus status) {
    LOG.info("lb4j {}", status);
    try {
      listener.canaryChanged(status);
    } catch (Throwable e) {
      LOG.warn("lb4j {}: the listener of canary {} threw", status.split(), status.variant(), e);
    }
  }
}
