package io.lb4j.simulator.policy;

import io.lb4j.BalancerBuilder;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.SlowStart;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.notation.Suggestion;
import io.lb4j.simulator.notation.Term;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A policy, and what the balancer and the calls around it go without: {@code
 * round_robin/no_ejection/no_panic}.
 *
 * @param policy the policy's name and arguments
 * @param without what is switched off: {@code no_ejection}, {@code no_slow_start}, {@code
 *     no_panic}, {@code no_hedging}, {@code no_zones}
 */
public record Contestant(Term policy, List<String> without) {

  private static final List<String> SWITCHES =
      List.of("no_ejection", "no_slow_start", "no_panic", "no_hedging", "no_zones");

  /**
   * Checks the switches.
   *
   * @param policy {@link #policy()}
   * @param without {@link #without()}
   * @throws IllegalArgumentException if there is no such switch
   */
  public Contestant {
    without = List.copyOf(without);
    for (String name : without) {
      if (!SWITCHES.contains(name)) {
        throw new IllegalArgumentException(
            "there is no switch \"" + name + "\"; " + Suggestion.forUnknown(name, SWITCHES));
      }
    }
  }

  /**
   * Reads a contestant, and tries its policy out.
   *
   * @param text a policy, and switches after slashes
   * @return the contestant
   * @throws IllegalArgumentException if policy, arguments or switches are unknown
   */
  public static Contestant parse(String text) {
    String[] parts = text.split("/", -1);
    Contestant contestant =
        new Contestant(Term.parse(parts[0]), List.of(parts).subList(1, parts.length));
    PolicyWorld nowhere =
        new PolicyWorld(new VirtualTime(), List.of(), null, RandomGenerator.getDefault());
    PolicyCatalog.make(contestant.policy(), nowhere);
    return contestant;
  }

  /**
   * Applies the switches; call it after all other settings.
   *
   * @param builder of a balancer
   */
  public void applySwitches(BalancerBuilder<?> builder) {
    if (without.contains("no_ejection")) {
      builder.ejection(EjectionPolicy.off());
    }
    if (without.contains("no_slow_start")) {
      builder.slowStart(SlowStart.off());
    }
    if (without.contains("no_panic")) {
      builder.panic(PanicPolicy.off());
    }
  }

  /**
   * Tells whether calls are hedged where a scenario hedges them.
   *
   * @return false if that is switched off
   */
  public boolean hedges() {
    return !without.contains("no_hedging");
  }

  /**
   * Tells whether traffic divides between zones where a scenario divides it.
   *
   * @return false if that is switched off
   */
  public boolean dividesByZone() {
    return !without.contains("no_zones");
  }

  @Override
  public String toString() {
    return without.isEmpty() ? policy.toString() : policy + "/" + String.join("/", without);
  }
}
