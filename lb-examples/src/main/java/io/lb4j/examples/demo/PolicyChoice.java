package io.lb4j.examples.demo;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The policies to compare. As JSON an object of its id, its title and what it does. */
@JsonFormat(shape = JsonFormat.Shape.OBJECT)
@JsonPropertyOrder({"id", "title", "about"})
enum PolicyChoice {
  PEAK_EWMA(
      SelectionPolicies.peakEwma(),
      "Peak EWMA",
      "Draws two, takes the one with less latency × requests in flight. The default."),
  POWER_OF_TWO(
      SelectionPolicies.powerOfTwoChoices(),
      "Power of two choices",
      "Draws two, takes the one with fewer requests in flight."),
  LEAST_REQUESTS(
      SelectionPolicies.leastRequests(),
      "Least requests",
      "Takes whoever has the fewest requests in flight."),
  LEAST_RESPONSE_TIME(
      SelectionPolicies.leastResponseTime(),
      "Least response time",
      "Takes whoever has answered fastest, busy ones later."),
  C3(SelectionPolicies.c3(), "C3", "Ranks all by latency and the cube of their queue."),
  ROUND_ROBIN(
      SelectionPolicies.roundRobin(), "Round robin", "One after the other, whatever happens."),
  RANDOM(SelectionPolicies.random(), "Random", "Any, with equal chances."),
  RING_HASH(
      SelectionPolicies.ringHash(),
      "Ring hash",
      "The same server for the same customer; 200 here.");

  private final SelectionPolicy policy;
  private final String title;
  private final String about;

  PolicyChoice(SelectionPolicy policy, String title, String about) {
    this.policy = policy;
    this.title = title;
    this.about = about;
  }

  /**
   * Finds a policy.
   *
   * @throws IllegalArgumentException if there is none of that id
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static PolicyChoice of(String id) {
    return Arrays.stream(values())
        .filter(choice -> choice.getId().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no policy \"" + Escaped.text(id) + "\"; there are " + ids()));
  }

  /** All ids, to be read. */
  static String ids() {
    return Arrays.stream(values()).map(PolicyChoice::getId).collect(Collectors.joining(", "));
  }

  public String getId() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String getTitle() {
    return title;
  }

  public String getAbout() {
    return about;
  }

  /** The rule itself; policies are immutable, so one serves all balancers. */
  SelectionPolicy policy() {
    return policy;
  }
}
