package io.lb4j.benchmarks;

import io.lb4j.route.RequestView;
import io.lb4j.route.Router;
import io.lb4j.route.RouterBuilder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision of a router. The requests go round: an exact path, a pattern, one of several rules
 * that a header tells apart, and one that no rule wants.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {SteadyHeap.MIN, SteadyHeap.MAX, SteadyHeap.YOUNG, SteadyHeap.TOUCHED})
@State(Scope.Benchmark)
public class RouterBenchmark {

  record Ask(String host, String path, @Nullable String version) {}

  private static final RequestView<Ask> VIEW =
      new RequestView<>() {
        @Override
        public String host(Ask ask) {
          return ask.host();
        }

        @Override
        public String path(Ask ask) {
          return ask.path();
        }

        @Override
        public String method(Ask ask) {
          return "GET";
        }

        @Override
        public @Nullable String header(Ask ask, String name) {
          return ask.version();
        }

        @Override
        public @Nullable String query(Ask ask, String name) {
          return null;
        }
      };

  /** Whether each rule has a host of its own, or all share one and differ by path. */
  @Param({"hosts", "paths", "headers"})
  String differBy = "";

  @Param("100")
  int rules;

  private Ask[] asks = {};
  private Router<Ask, Integer> router = Router.<Ask, Integer>builder(VIEW).otherwise(0).build();
  private int turn;

  /** Four kinds of rule take turns; the requests ask for the last ones. */
  @Setup
  public void build() {
    RouterBuilder<Ask, Integer> builder = Router.builder(VIEW);
    for (int i = 0; i < rules; i++) {
      var rule = builder.rule("rule " + i).host(host(i));
      if (differBy.equals("headers")) {
        rule = rule.pathPrefix("/api/orders").header("x-version", "v" + i);
      } else if (i % 2 == 0) {
        rule = rule.pathPrefix("/api/service-" + i + "/v1");
      } else {
        rule = rule.pathPattern("/api/service-" + i + "/{tenant}/orders/*");
      }
      builder = rule.to(i);
    }
    router = builder.otherwise(-1).build();
    int last = rules - 1;
    asks =
        new Ask[] {
          ask(last - 1, "/v1/customers/42"),
          ask(last, "/acme/orders/4711"),
          ask(last - 2, "/acme/orders/4711"),
          new Ask("www.shop.example", "/index.html", null)
        };
  }

  private Ask ask(int rule, String rest) {
    return differBy.equals("headers")
        ? new Ask(host(rule), "/api/orders" + rest, "v" + rule)
        : new Ask(host(rule), "/api/service-" + rule + rest, null);
  }

  private String host(int rule) {
    return differBy.equals("hosts") ? "service-" + rule + ".shop.example" : "api.shop.example";
  }

  /** Decides. */
  @Benchmark
  public Integer route() {
    return router.route(asks[turn++ & 3]);
  }
}
