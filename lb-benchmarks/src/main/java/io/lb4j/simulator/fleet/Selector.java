package io.lb4j.simulator.fleet;

import io.lb4j.simulator.notation.Quantity;
import java.util.List;

/**
 * Which of the listed servers something happens to.
 *
 * @param text {@code all}; the name of a server, {@code web-3}; of a group, {@code web}; a zone,
 *     {@code zone eu-1a}; or the first so many, {@code 3 servers} or {@code 10%}
 */
public record Selector(String text) {

  private static final String ZONE = "zone ";

  /** Everything that is listed. */
  public static final Selector ALL = new Selector("all");

  List<Member> among(List<Member> members) {
    if (text.equals("all")) {
      return members;
    }
    if (text.startsWith(ZONE)) {
      String zone = text.substring(ZONE.length()).strip();
      return members.stream().filter(member -> member.zone().equals(zone)).toList();
    }
    if (text.endsWith("%")) {
      return members.subList(0, (int) Math.round(Quantity.share(text) * members.size()));
    }
    if (text.endsWith(" servers")) {
      int count = Quantity.wholeNumber(text.substring(0, text.indexOf(' ')));
      return members.subList(0, Math.min(count, members.size()));
    }
    return members.stream()
        .filter(m -> m.server().id().equals(text) || m.group().name().equals(text))
        .toList();
  }

  @Override
  public String toString() {
    return text;
  }
}
