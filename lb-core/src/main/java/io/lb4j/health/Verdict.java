package io.lb4j.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why an endpoint is held out of traffic, by one witness.
 *
 * @param witness who says so
 * @param reason why, in words
 * @param since when it was said
 * @param until when it ends by itself, or null if it does not
 */
public record Verdict(Witness witness, String reason, Instant since, @Nullable Instant until) {}
