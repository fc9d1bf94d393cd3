package io.lb4j.invoke;

import io.lb4j.endpoint.Endpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt of a call may want to know beyond its target.
 *
 * @param endpoint where it goes
 * @param number 1 for the first attempt of the call
 * @param limit how long it may take, as a time-out for the client; null if nothing limits it
 */
public record Attempt(Endpoint<?> endpoint, int number, @Nullable Duration limit) {}
