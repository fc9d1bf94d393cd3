package io.lb4j.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("io.lb4j.MembershipChange")
@Label("Membership Change")
@Category("lb4j")
@Description("Endpoints joined or left a balancer")
@StackTrace(false)
final class MembershipChangeEvent extends Event {

  @Label("Balancer")
  @Nullable String balancer;

  @Label("Added")
  @Description("Ids, ten at most")
  @Nullable String added;

  @Label("Added Count")
  int addedCount;

  @Label("Removed")
  @Description("Ids, ten at most")
  @Nullable String removed;

  @Label("Removed Count")
  int removedCount;

  @Label("Endpoints")
  @Description("How many there are now")
  int endpoints;
}
