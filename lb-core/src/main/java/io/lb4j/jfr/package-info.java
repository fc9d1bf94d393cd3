/**
 * Events for JDK Flight Recorder, in the category <i>lb4j</i>:
 *
 * <ul>
 *   <li>{@code io.lb4j.MembershipChange}: endpoints joined or left;
 *   <li>{@code io.lb4j.EndpointStateChange}: an endpoint was ejected, has returned, or changed its
 *       state otherwise;
 *   <li>{@code io.lb4j.NoEndpointAvailable}: a selection found no endpoint;
 *   <li>{@code io.lb4j.SlowControlLoop}: the control loop was busy for longer than its threshold,
 *       20 ms unless the recording says otherwise;
 *   <li>{@code io.lb4j.Selection}: one lease, at its report. Off unless a recording enables it,
 *       which balancers notice within a control tick of 100 ms.
 * </ul>
 *
 * <p>None has a stack trace. Without a recording they cost nothing on the path of requests, and
 * next to nothing elsewhere. Without the module {@code jdk.jfr} there are none.
 */
@NullMarked
package io.lb4j.jfr;

import org.jspecify.annotations.NullMarked;
