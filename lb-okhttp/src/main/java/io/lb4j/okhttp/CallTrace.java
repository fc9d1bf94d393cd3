package io.lb4j.okhttp;

import io.lb4j.request.AttemptKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;

/**
 * What the spans of a call's attempts have in common.
 *
 * @param parent the context that the call was begun in
 * @param balancer its name
 * @param policy its policy's name
 */
record CallTrace(
    Tracer tracer, TextMapPropagator propagator, Context parent, String balancer, String policy) {

  /** The span of an attempt that has been picked and may yet begin. */
  AttemptSpan attempt(String endpointId, AttemptKind kind, int attemptsBefore) {
    return new AttemptSpan(this, endpointId, kind, attemptsBefore);
  }
}
