package io.lb4j.simulator.policy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.simulator.engine.VirtualTime;
import io.lb4j.simulator.server.Distribution;
import io.lb4j.simulator.server.Server;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes a question to a server and the answer back, each in the network's time.
 *
 * @param time the run's
 * @param network how long a message travels one way, in nanoseconds; null for no time at all
 * @param random what travelling times are drawn from
 */
record RoundTrip(VirtualTime time, @Nullable Distribution network, RandomGenerator random) {

  /** Asks; what the server does not answer is never done. */
  <T> CompletionStage<T> make(Endpoint<?> endpoint, Function<Server, CompletionStage<T>> question) {
    if (!(endpoint.target() instanceof Server server)) {
      throw new IllegalArgumentException(endpoint + " is no simulated server");
    }
    if (network == null) {
      return question.apply(server);
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    time.schedule(
        () ->
            question
                .apply(server)
                .whenComplete(
                    (reply, failure) ->
                        time.schedule(() -> settle(answer, reply, failure), sample(network))),
        sample(network));
    return answer;
  }

  private static <T> void settle(
      CompletableFuture<T> answer, @Nullable T reply, @Nullable Throwable failure) {
    if (failure == null) {
      answer.complete(reply);
    } else {
      answer.completeExceptionally(failure);
    }
  }

  private long sample(Distribution network) {
    return (long) network.sample(random);
  }
}
