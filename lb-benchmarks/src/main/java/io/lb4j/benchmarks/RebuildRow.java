package io.lb4j.benchmarks;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a change of one among 10 000 endpoints costs under one policy.
 *
 * @param policy its factory method
 * @param member an endpoint comes or goes, weights being mixed
 * @param memberOfEqual the same with equal weights
 * @param weight an endpoint gets another weight
 * @param standing an endpoint is disabled or enabled
 * @param scratch a balancer is built
 * @param first the same as the first thing that a process does
 */
record RebuildRow(
    String policy,
    Sample member,
    Sample memberOfEqual,
    Sample weight,
    Sample standing,
    Sample scratch,
    Sample first)
    implements TableOutput.Row {

  static final String MARKDOWN_HEADER =
      """
      | One of 10 000 changes, ms | Comes or goes | same, equal weights | Other weight |\
       Disabled or enabled | kB | All new | All new, first of the process |
      |---|--:|--:|--:|--:|--:|--:|--:|\
      """;

  static final String CSV_HEADER =
      "policy,bytes,"
          + Stream.of("member", "member_equal_weights", "weight", "standing", "all_new", "first")
              .map(name -> name + "_us," + name + "_spread_us")
              .collect(Collectors.joining(","));

  @Override
  public String toMarkdown() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %.0f | %s | %s |",
        policy,
        millis(member),
        millis(memberOfEqual),
        millis(weight),
        millis(standing),
        member.bytes() / 1e3,
        millis(scratch),
        millis(first));
  }

  @Override
  public String toCsv() {
    return Stream.of(member, memberOfEqual, weight, standing, scratch, first)
        .map(side -> String.format(Locale.ROOT, ",%.3f,%.3f", side.median(), side.spread()))
        .collect(
            Collectors.joining(
                "", String.format(Locale.ROOT, "%s,%.0f", policy, member.bytes()), ""));
  }

  private static Sample millis(Sample micros) {
    return new Sample(micros.median() / 1e3, micros.spread() / 1e3, micros.bytes());
  }
}
