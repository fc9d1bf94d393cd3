package io.lb4j.simulator.policy;

import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.server.Distribution;
import io.lb4j.simulator.server.Server;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a policy may need of the run it is in.
 *
 * @param time the run's
 * @param servers all that ever were, by number; live
 * @param network how long a message travels one way, in nanoseconds; null for no time at all
 * @param networkRandom what travelling times are drawn from
 */
public record PolicyWorld(
    VirtualTime time,
    List<Server> servers,
    @Nullable Distribution network,
    RandomGenerator networkRandom) {}
