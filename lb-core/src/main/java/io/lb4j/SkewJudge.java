package io.lb4j;

import io.lb4j.health.SkewPolicy;
import io.lb4j.select.Spread;
import io.lb4j.snapshot.ShareDeviation;
import io.lb4j.snapshot.SkewCause;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoints whose share is not what their weight makes one expect, and the likely cause:
 * the one without which the share would be as expected. A pure function.
 */
final class SkewJudge {

  /** Once in ten thousand windows; in several windows in a row, never. */
  private static final double FALSE_ALARMS = 1e-4;

  /** Of how many requests a policy's dislike is put down to failures. */
  private static final double FAILING_SHARE = 0.05;

  static final int MAX_DEVIATIONS = 10;

  private final Spread spread;
  private final double factor;

  SkewJudge(SkewPolicy policy, Spread spread) {
    this.spread = spread;
    this.factor =
        spread == Spread.BY_LOAD || spread == Spread.BY_KEY
            ? policy.adaptiveFactor()
            : policy.factor();
  }

  /** Some of the endpoints, as a whole to which shares refer. */
  private record Whole(
      ChanceBound chance, double largestWeight, double relativeWeights, long selections) {

    static Whole of(List<ShareWindow> windows, ToLongFunction<ShareWindow> count) {
      double largest = windows.stream().mapToDouble(ShareWindow::weight).max().orElse(1);
      // Scaled by the largest first: a sum of the weights as they are may overflow.
      double sum = windows.stream().mapToDouble(window -> window.weight() / largest).sum();
      return new Whole(
          new ChanceBound(FALSE_ALARMS, Math.max(1, windows.size())),
          largest,
          sum,
          windows.stream().mapToLong(count).sum());
    }

    double expected(ShareWindow window) {
      return window.weight() / largestWeight / relativeWeights;
    }
  }

  /** Returns those that deviate most, the furthest first. */
  List<ShareDeviation> judge(List<ShareWindow> windows) {
    if (windows.size() < 2 || spread == Spread.TO_ONE) {
      return List.of();
    }
    Whole whole = Whole.of(windows, ShareWindow::selections);
    List<ShareWindow> found =
        windows.stream()
            .filter(window -> deviates(whole, window.selections(), whole.expected(window)))
            .sorted(Comparator.comparingDouble(window -> -distance(window, whole)))
            .limit(MAX_DEVIATIONS)
            .toList();
    if (found.isEmpty()) {
      return List.of();
    }
    Causes causes = new Causes(windows, whole);
    return found.stream()
        .map(
            window ->
                new ShareDeviation(
                    window.id(),
                    whole.expected(window),
                    window.selections() / (double) whole.selections(),
                    causes.of(window)))
        .toList();
  }

  private static double distance(ShareWindow window, Whole whole) {
    return Math.abs(window.selections() - whole.selections() * whole.expected(window));
  }

  private boolean deviates(Whole whole, long count, double share) {
    long total = whole.selections();
    double due = total * share;
    // What is left for the others counts as well: of two endpoints none can get three times its
    // half.
    return (isOff(count, due) || isOff(total - count, total - due))
        && !whole.chance().explains(count, total, share);
  }

  private boolean isOff(long count, double due) {
    return count > due * factor || count * factor < due;
  }

  /** Takes what may be the cause out of the picture, and looks whether the deviation goes too. */
  private final class Causes {

    private final List<ShareWindow> windows;
    private final Whole all;
    private final Whole unasked;
    private final Whole unimpeded;
    private final @Nullable SkewCause impediment;
    private final double failedShare;

    Causes(List<ShareWindow> windows, Whole all) {
      Predicate<ShareWindow> isImpeded = window -> window.impediment() != null;
      this.windows = windows;
      this.all = all;
      this.unasked = Whole.of(windows, SkewJudge::unasked);
      this.unimpeded =
          Whole.of(windows.stream().filter(isImpeded.negate()).toList(), ShareWindow::selections);
      this.impediment =
          windows.stream()
              .filter(isImpeded)
              .max(Comparator.comparingDouble(window -> distance(window, all)))
              .map(ShareWindow::impediment)
              .orElse(null);
      long requests = windows.stream().mapToLong(ShareWindow::requests).sum();
      long failures = windows.stream().mapToLong(ShareWindow::failures).sum();
      this.failedShare = requests == 0 ? 0 : failures / (double) requests;
    }

    SkewCause of(ShareWindow window) {
      boolean tooMuch = window.selections() > all.selections() * all.expected(window);
      SkewCause own = window.impediment();
      if (own != null && !tooMuch) {
        return own;
      }
      if (unasked.selections() < all.selections()
          && !deviates(unasked, unasked(window), unasked.expected(window))) {
        return SkewCause.STICKINESS;
      }
      if (spread == Spread.EVENLY && !deviates(all, window.selections(), 1.0 / windows.size())) {
        return SkewCause.WEIGHTS;
      }
      if (impediment != null
          && tooMuch
          && !deviates(unimpeded, window.selections(), unimpeded.expected(window))) {
        return impediment;
      }
      return switch (spread) {
        case BY_KEY -> SkewCause.STICKINESS;
        case BY_LOAD -> !tooMuch && isFailing(window) ? SkewCause.FAILURES : SkewCause.LOAD;
        case EVENLY, BY_WEIGHT, TO_ONE -> SkewCause.UNEXPLAINED;
      };
    }

    private boolean isFailing(ShareWindow window) {
      if (window.requests() == 0) {
        return window.lastFailed();
      }
      double failed = window.failures() / (double) window.requests();
      return failed >= FAILING_SHARE && failed >= 2 * failedShare;
    }
  }

  private static long unasked(ShareWindow window) {
    return window.selections() - window.preferred();
  }
}
