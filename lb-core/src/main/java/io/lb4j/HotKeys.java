package io.lb4j;

/**
 * How closely a balancer watches which keys its requests carry, for {@link Balancer#hotKeys}.
 *
 * <p>Costs a request with a key one bounded random number, and one in {@code oneIn} of them up to a
 * microsecond. The keys themselves are kept and reported, so do not switch this on where they are
 * secrets.
 *
 * @param oneIn one request in so many is looked at; at least 1, for every one
 * @param reported how many keys are reported at most, 1 to 100; ten times as many are counted
 */
public record HotKeys(int oneIn, int reported) {

  private static final int DEFAULT_ONE_IN = 16;
  private static final int DEFAULT_REPORTED = 10;
  private static final int MAX_REPORTED = 100;

  /**
   * Checks the values.
   *
   * @param oneIn {@link #oneIn()}
   * @param reported {@link #reported()}
   * @throws IllegalArgumentException if one is out of its range
   */
  public HotKeys {
    if (oneIn < 1) {
      throw new IllegalArgumentException(
          "oneIn is " + oneIn + "; it must be at least 1, which looks at every request");
    }
    if (reported < 1 || reported > MAX_REPORTED) {
      throw new IllegalArgumentException(
          "reported is " + reported + "; it must be 1 to " + MAX_REPORTED);
    }
  }

  /**
   * Returns what finds every key that has a fiftieth of the traffic.
   *
   * @return one request in 16 is looked at, and 10 keys are reported
   */
  public static HotKeys defaults() {
    return new HotKeys(DEFAULT_ONE_IN, DEFAULT_REPORTED);
  }
}
