package io.lb4j.simulator.scenario;

import io.lb4j.simulator.fleet.ServerGroup;
import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.server.Capacity;
import io.lb4j.simulator.server.Distribution;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code servers}: one group, or a list of them. */
final class ServersReader {

  private static final String UNLIMITED = "unlimited";

  private final DistributionTerms durations;
  private final DistributionTerms numbers;

  ServersReader(ValueFile files) {
    this.durations = DistributionTerms.ofDurations(files);
    this.numbers = DistributionTerms.ofNumbers(files);
  }

  List<ServerGroup> read(List<Section> sections) {
    List<ServerGroup> groups = new ArrayList<>();
    for (Section section : sections) {
      ServerGroup group = group(section);
      if (groups.stream().anyMatch(other -> other.name().equals(group.name()))) {
        throw section.wrong("name", "two groups have the name \"" + group.name() + "\"");
      }
      groups.add(group);
    }
    return groups;
  }

  private ServerGroup group(Section section) {
    String name = section.optional("name", "server", ServersReader::groupName);
    int count = section.require("count", Quantity::wholeNumber);
    Distribution service = section.require("service", durations::read);
    double cores = section.optional("cores", 1.0, ServersReader::cores);
    int slots = section.optional("slots", Capacity.UNLIMITED, ServersReader::wholeOrUnlimited);
    int queue = section.optional("queue", Capacity.UNLIMITED, ServersReader::wholeOrUnlimited);
    double speed = section.optional("speed", 1.0, Quantity::number);
    Distribution retryAfter = section.orNull("retry_after", durations::read);
    double weight = section.optional("weight", 1.0, Quantity::number);
    int maxConcurrency = section.optional("max_concurrency", 0, Quantity::wholeNumber);
    List<String> zones = section.texts("zones");
    List<ServerGroup.Noise> noises = section.sections("noise").stream().map(this::noise).toList();
    ServerGroup.ColdStart cold = section.section("cold_start").map(this::coldStart).orElse(null);
    return section.finish(
        () ->
            new ServerGroup(
                name,
                count,
                zones,
                weight,
                maxConcurrency,
                new Capacity(cores, slots, queue),
                service,
                speed,
                retryAfter,
                noises,
                cold));
  }

  private ServerGroup.Noise noise(Section section) {
    Distribution between = section.require("between", durations::read);
    Distribution lasting = section.require("lasting", durations::read);
    Distribution speed = section.require("speed", numbers::read);
    boolean stolen = section.optional("stolen", false, ClientsReader::yesOrNo);
    return section.finish(() -> new ServerGroup.Noise(between, lasting, speed, stolen));
  }

  private ServerGroup.ColdStart coldStart(Section section) {
    long lasting = section.require("lasting", Quantity::durationNanos);
    double from = section.require("from_speed", Quantity::share);
    return section.finish(() -> new ServerGroup.ColdStart(lasting, from));
  }

  /** Incidents call for servers in other ways too, which no name may look like. */
  private static String groupName(String text) {
    String name = text.strip();
    if (name.isEmpty() || name.equals("all") || name.matches("zone .*|.*%|.* servers")) {
      throw new IllegalArgumentException(
          "\"" + name + "\" cannot be the name of servers; write one such as web");
    }
    return name;
  }

  private static double cores(String text) {
    return text.equals(UNLIMITED) ? Double.POSITIVE_INFINITY : Quantity.number(text);
  }

  private static int wholeOrUnlimited(String text) {
    return text.equals(UNLIMITED) ? Capacity.UNLIMITED : Quantity.wholeNumber(text);
  }
}
