package io.lb4j.simulator.policy;

import io.lb4j.zone.LocalityPolicy;
import java.util.Map;

/** How clients divide their traffic between zones, each from where it is. */
@FunctionalInterface
public interface LocalityRule {

  /**
   * Makes the policy of one client.
   *
   * @param zone where the client is
   * @param clients how many clients there are in each zone
   * @return its policy
   */
  LocalityPolicy at(String zone, Map<String, Integer> clients);
}
