package io.lb4j.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("io.lb4j.EndpointStateChange")
@Label("Endpoint State Change")
@Category("lb4j")
@Description("An endpoint was ejected, has returned, or changed its state otherwise")
@StackTrace(false)
final class EndpointStateChangeEvent extends Event {

  @Label("Balancer")
  @Nullable String balancer;

  @Label("Endpoint")
  @Nullable String endpoint;

  @Label("From")
  @Nullable String from;

  @Label("To")
  @Nullable String to;

  @Label("Reason")
  @Nullable String reason;
}
