package io.lb4j.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

@Name("io.lb4j.SlowControlLoop")
@Label("Slow Control Loop")
@Category("lb4j")
@Description("The control loop was busy for long, and verdicts had to wait")
@Threshold("20 ms")
@StackTrace(false)
final class SlowControlLoopEvent extends Event {

  @Label("Balancer")
  @Nullable String balancer;

  @Label("Work")
  @Description("An order of the caller's, a tick, or what a tick leaves to another thread")
  @Nullable String work;

  @Label("Endpoints")
  int endpoints;
}
