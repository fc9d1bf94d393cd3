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
      "Peak EWMA", "Draws two, takes the one with less latency × requests in flight. The default."),
  POWER_OF_TWO("Power of two choices", "Draws two, takes the one with fewer requests in flight."),
  LEAST_REQUESTS("Least requests", "Takes whoever has the fewest requests in flight."),
  LEAST_RESPONSE_TIME(
      "Least response time",
      "Takes whoever has the least average latency × requests in flight, of all."),
  C3("C3", "Takes the best of all by latency and the cube of the queue."),
  ROUND_ROBIN("Round robin", "One after the other, whatever happens."),
  RANDOM("Random", "Any, with equal chances."),
  RING_HASH("Ring hash", "The same server for the same customer; 200 here.");

  private final String title;
  private final String about;

  PolicyChoice(String title, String about) {
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

  /** The rule itself. */
  SelectionPolicy policy() {
    return switch (this) {
      case PEAK_EWMA -> SelectionPolicies.peakEwma();
      case POWER_OF_TWO -> SelectionPolicies.powerOfTwoChoices();
      case LEAST_REQUESTS -> SelectionPolicies.leastRequests();
      case LEAST_RESPONSE_TIME -> SelectionPolicies.leastResponseTime();
      case C3 -> SelectionPolicies.c3();
      case ROUND_ROBIN -> SelectionPolicies.roundRobin();
      case RANDOM -> SelectionPolicies.random();
      case RING_HASH -> SelectionPolicies.ringHash();
    };
  }
}
