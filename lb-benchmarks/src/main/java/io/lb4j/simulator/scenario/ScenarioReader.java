package io.lb4j.simulator.scenario;

import io.lb4j.simulator.client.Population;
import io.lb4j.simulator.fleet.FleetChange;
import io.lb4j.simulator.fleet.Incident;
import io.lb4j.simulator.fleet.ServerGroup;
import io.lb4j.simulator.notation.Quantity;
import io.lb4j.simulator.policy.BalancerTuning;
import io.lb4j.simulator.policy.Contestant;
import io.lb4j.simulator.server.Distribution;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads scenarios from YAML, strictly: a key that does not exist, a value without its unit or of a
 * wrong kind is an error that names file, line and key.
 */
public final class ScenarioReader {

  private ScenarioReader() {}

  /**
   * Reads a scenario.
   *
   * @param name what it will be called
   * @param file the file's name, for messages
   * @param folder where names of other files start from; null if it may refer to none
   * @param text the YAML
   * @return the scenario
   * @throws ScenarioException if anything is wrong with it
   */
  public static Scenario read(String name, String file, @Nullable Path folder, String text) {
    Section root = new Section(file, "", compose(file, text));
    ValueFile files = new ValueFile(folder);
    String description = root.require("description", String::strip);
    long duration = root.require("duration", Quantity::durationNanos);
    long warmUp = root.optional("warm_up", 0L, Quantity::durationNanos);
    long interval = root.optional("interval", 1_000_000_000L, Quantity::durationNanos);
    long drain = root.optional("drain", 30_000_000_000L, Quantity::durationNanos);
    Distribution delay =
        root.optional(
            "discovery_delay",
            new Distribution.Constant(0),
            DistributionTerms.ofDurations(files)::read);
    Population clients =
        root.section("clients")
            .map(new ClientsReader(files)::read)
            .orElseThrow(() -> root.wrong("clients", "is missing"));
    List<ServerGroup> servers = new ServersReader(files).read(root.sections("servers"));
    if (servers.isEmpty()) {
      throw root.wrong("servers", "is missing");
    }
    Optional<Section> balancer = root.section("balancer");
    Contestant policy =
        balancer
            .map(section -> section.orNull("policy", Contestant::parse))
            .orElseGet(() -> Contestant.parse("peak_ewma"));
    BalancerTuning tuning = balancer.map(BalancerReader::read).orElseGet(BalancerTuning::defaults);
    HappeningsReader happenings = new HappeningsReader(servers, root.has("changes"), files);
    List<Incident> incidents = happenings.incidents(root.sections("incidents"));
    List<FleetChange> changes = happenings.changes(root.sections("changes"));
    return root.finish(
        () ->
            new Scenario(
                name,
                description,
                duration,
                warmUp,
                interval,
                drain,
                clients,
                servers,
                policy,
                tuning,
                incidents,
                changes,
                delay));
  }

  private static Node compose(String file, String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(file).build();
    try {
      return new Compose(settings)
          .composeString(text)
          .orElseThrow(() -> new ScenarioException(file, 1, "", "is empty"));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new ScenarioException(file, line, "", "is no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new ScenarioException(file, 1, "", "is no YAML: " + e.getMessage());
    }
  }
}
