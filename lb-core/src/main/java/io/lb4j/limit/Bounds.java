package io.lb4j.limit;

/**
 * Between what an adaptive limit may move, and where it begins.
 *
 * @param initial the first limit
 * @param min the lowest
 * @param max the highest
 */
record Bounds(int initial, int min, int max) {

  Bounds {
    if (min < 1) {
      throw new IllegalArgumentException("minLimit is " + min + "; it must be at least 1");
    }
    if (max < min) {
      throw new IllegalArgumentException(
          "maxLimit is " + max + "; it must not be below minLimit " + min);
    }
    if (initial < min || initial > max) {
      throw new IllegalArgumentException(
          "initialLimit is "
              + initial
              + "; it must be between minLimit "
              + min
              + " and maxLimit "
              + max);
    }
  }

  double clamp(double limit) {
    return Math.max(min, Math.min(max, limit));
  }
}
