package io.lb4j.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("io.lb4j.NoEndpointAvailable")
@Label("No Endpoint Available")
@Category("lb4j")
@Description("A selection found no endpoint")
@StackTrace(false)
final class NoEndpointAvailableEvent extends Event {

  @Label("Balancer")
  @Nullable String balancer;

  @Label("Reason")
  @Nullable String reason;
}
