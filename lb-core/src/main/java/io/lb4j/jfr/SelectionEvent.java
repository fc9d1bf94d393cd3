package io.lb4j.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("io.lb4j.Selection")
@Label("Selection")
@Category("lb4j")
@Description("A lease was reported")
@Enabled(false)
@StackTrace(false)
final class SelectionEvent extends Event {

  @Label("Balancer")
  @Nullable String balancer;

  @Label("Endpoint")
  @Nullable String endpoint;

  @Label("Attempt")
  @Description("First, retry or hedge")
  @Nullable String attempt;

  @Label("Outcome")
  @Nullable String outcome;

  @Label("Latency")
  @Description("From the selection to the report, by the balancer's clock")
  @Timespan(Timespan.NANOSECONDS)
  long latencyNanos;
}
