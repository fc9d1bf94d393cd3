package io.lb4j.simulator.fleet;

import io.lb4j.simulator.notation.Quantity;
import java.util.List;
import java.util.regex.Pattern;

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

  /**
   * Checks that it means a server of some groups.
   *
   * @param groups all there are
   * @param growing whether more servers may start than these groups have at first
   * @return this
   * @throws IllegalArgumentException if no server can ever be meant
   */
  public Selector check(List<ServerGroup> groups, boolean growing) {
    if (text.equals("all")) {
      return this;
    }
    if (text.matches("[0-9.]+%|[0-9]+ servers")) {
      long all = groups.stream().mapToLong(ServerGroup::count).sum();
      if (!growing && first(all) == 0) {
        throw new IllegalArgumentException("\"" + text + "\" of " + all + " is no server at all");
      }
      return this;
    }
    for (ServerGroup group : groups) {
      String name = group.name();
      boolean zone = text.startsWith(ZONE) && group.zones().contains(zone());
      if (zone || text.equals(name)) {
        return this;
      }
      if (text.matches(Pattern.quote(name) + "-[0-9]+")) {
        int ordinal = Quantity.wholeNumber(text.substring(name.length() + 1));
        if (!growing && ordinal >= group.count()) {
          throw new IllegalArgumentException(
              "there is no server \""
                  + text
                  + "\"; the last one is "
                  + name
                  + "-"
                  + (group.count() - 1));
        }
        return this;
      }
    }
    throw new IllegalArgumentException(
        "\""
            + text
            + "\" is no server; write all, a name such as "
            + groups.get(0).name()
            + "-0, the name of a group, a zone such as \"zone a\", \"3 servers\" or 10%");
  }

  /** How many of so many, for a text that says how many. */
  private int first(long count) {
    return text.endsWith("%")
        ? (int) Math.round(Quantity.share(text) * count)
        : (int) Math.min(Quantity.wholeNumber(text.substring(0, text.indexOf(' '))), count);
  }

  private String zone() {
    return text.substring(ZONE.length()).strip();
  }

  List<Member> among(List<Member> members) {
    if (text.equals("all")) {
      return members;
    }
    if (text.startsWith(ZONE)) {
      String zone = zone();
      return members.stream().filter(member -> member.zone().equals(zone)).toList();
    }
    if (text.endsWith("%") || text.endsWith(" servers")) {
      return members.subList(0, first(members.size()));
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
