package io.lb4j.examples;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.Candidates;
import io.lb4j.select.Picker;
import io.lb4j.select.SelectionPolicy;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A policy of one's own: what it does not decide (health, limits, retries) comes with the balancer.
 */
@Command(
    name = "own-policy",
    mixinStandardHelpOptions = true,
    header = "A selection policy of your own in 30 lines: night and day shifts.",
    description =
        "%nPicks among the endpoints of the shift that is on, and among all if none is. One of the"
            + " night shift is disabled half-way: the policy need not know.%n")
final class OwnPolicy implements Callable<Integer> {

  /** The 30 lines. */
  static final class Shift implements SelectionPolicy {

    private final String now;

    Shift(String now) {
      this.now = now;
    }

    @Override
    public String name() {
      return "shift";
    }

    @Override
    public Picker newPicker(Candidates candidates, @Nullable Picker predecessor) {
      int[] onShift = new int[candidates.size()];
      int count = 0;
      for (int i = 0; i < candidates.size(); i++) {
        if (now.equals(candidates.endpoint(i).metadata().get("shift"))) {
          onShift[count++] = i;
        }
      }
      int size = count;
      return (context, attempt) ->
          size == 0 ? -1 : onShift[candidates.random().nextInt(size)]; // -1 leaves it to chance
    }
  }

  private static final int CALLS = 600;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (Balancer<String> workers =
        Balancer.<String>builder("workers")
            .endpoints(worker("ann", "day"), worker("bob", "night"), worker("eve", "night"))
            .policy(new Shift("night"))
            .build()) {
      out.println("both on shift: " + shares(workers));
      workers.disable("bob");
      out.println("bob disabled:  " + shares(workers));
      workers.disable("eve");
      out.println("eve as well:   " + shares(workers));
      out.println();
      out.println(workers.explain(SelectionContext.none()));
    }
    out.flush();
    return 0;
  }

  private static Endpoint<String> worker(String name, String shift) {
    return Endpoint.builder(name, name).metadata(Map.of("shift", shift)).build();
  }

  private static Map<String, Integer> shares(Balancer<String> workers) {
    Map<String, Integer> shares = new TreeMap<>();
    for (int i = 0; i < CALLS; i++) {
      try (Lease<String> lease = workers.select()) {
        shares.merge(lease.target(), 1, Integer::sum);
        lease.report(Outcome.success());
      }
    }
    return shares;
  }
}
