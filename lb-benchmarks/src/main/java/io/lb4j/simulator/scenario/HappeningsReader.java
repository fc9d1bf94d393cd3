package io.lb4j.simulator.scenario;

import io.lb4j.simulator.fleet.FleetChange;
import io.lb4j.simulator.fleet.Incident;
import io.lb4j.simulator.fleet.Selector;
import io.lb4j.simulator.fleet.ServerGroup;
import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.notation.Suggestion;
import io.lb4j.simulator.server.Distribution;
import io.lb4j.simulator.server.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what happens to servers, {@code incidents}, and to the set of them, {@code changes}. */
final class HappeningsReader {

  private final List<ServerGroup> groups;
  private final boolean growing;
  private final DistributionTerms durations;

  HappeningsReader(List<ServerGroup> groups, boolean growing, ValueFile files) {
    this.groups = groups;
    this.growing = growing;
    this.durations = DistributionTerms.ofDurations(files);
  }

  List<Incident> incidents(List<Section> sections) {
    return sections.stream().map(this::incident).toList();
  }

  private Incident incident(Section section) {
    Selector where = section.require("servers", this::selector);
    long from = section.require("from", Quantity::durationNanos);
    long until = section.optional("until", Long.MAX_VALUE, Quantity::durationNanos);
    long every = section.optional("every", 0L, Quantity::durationNanos);
    @Nullable Double speed = section.orNull("speed", Quantity::number);
    @Nullable Distribution service = section.orNull("service", durations::read);
    @Nullable Fault fault = section.orNull("fault", FaultTerms::read);
    return section.finish(
        () -> {
          if (speed == null && service == null && fault == null) {
            throw new IllegalArgumentException(
                "says nothing that changes; give it a speed, a service or a fault");
          }
          return new Incident(where, from, until, every, speed, service, fault);
        });
  }

  private Selector selector(String text) {
    return new Selector(text.strip()).check(groups, growing);
  }

  private String groupName(String text) {
    List<String> names = groups.stream().map(ServerGroup::name).toList();
    if (!names.contains(text)) {
      throw new IllegalArgumentException(
          "there is no group \"" + text + "\"; " + Suggestion.forUnknown(text, names));
    }
    return text;
  }

  List<FleetChange> changes(List<Section> sections) {
    List<FleetChange> changes = new ArrayList<>();
    for (Section section : sections) {
      int before = changes.size();
      section.section("rolling_deploy").map(this::rollingDeploy).ifPresent(changes::add);
      section.section("scale").map(this::scale).ifPresent(changes::add);
      section.section("autoscale").map(this::autoscale).ifPresent(changes::add);
      section.section("flicker").map(this::flicker).ifPresent(changes::add);
      section.finish(() -> section);
      if (changes.size() == before) {
        throw section.wrong(
            "", "says nothing that changes; write rolling_deploy, scale, autoscale or flicker");
      }
    }
    return changes;
  }

  private FleetChange rollingDeploy(Section section) {
    Selector where = section.optional("servers", Selector.ALL, this::selector);
    long at = section.require("at", Quantity::durationNanos);
    int batch = section.optional("batch", 1, Quantity::wholeNumber);
    long drain = section.require("drain", Quantity::durationNanos);
    long start = section.require("start", Quantity::durationNanos);
    long pause = section.optional("pause", 0L, Quantity::durationNanos);
    return section.finish(
        () -> new FleetChange.RollingDeploy(where, at, batch, drain, start, pause));
  }

  private FleetChange scale(Section section) {
    String group = section.optional("servers", groups.get(0).name(), this::groupName);
    long at = section.require("at", Quantity::durationNanos);
    int add = section.optional("add", 0, Quantity::wholeNumber);
    int remove = section.optional("remove", 0, Quantity::wholeNumber);
    long drain = section.optional("drain", 0L, Quantity::durationNanos);
    return section.finish(() -> new FleetChange.Scale(group, at, add - remove, drain));
  }

  private FleetChange autoscale(Section section) {
    String group = section.optional("servers", groups.get(0).name(), this::groupName);
    long every = section.require("every", Quantity::durationNanos);
    double target = section.require("target", Quantity::share);
    int least = section.optional("least", 1, Quantity::wholeNumber);
    int most = section.require("most", Quantity::wholeNumber);
    long start = section.require("start", Quantity::durationNanos);
    long drain = section.optional("drain", 0L, Quantity::durationNanos);
    return section.finish(
        () -> new FleetChange.Autoscale(group, every, target, least, most, start, drain));
  }

  private FleetChange flicker(Section section) {
    long from = section.require("from", Quantity::durationNanos);
    long until = section.require("until", Quantity::durationNanos);
    long every = section.require("every", Quantity::durationNanos);
    double share = section.require("share", Quantity::share);
    return section.finish(() -> new FleetChange.Flicker(from, until, every, share));
  }
}
