package io.lb4j.snapshot;

import java.util.Locale;

/**
 * An endpoint whose share of the selections in one window was further from its weight than chance
 * explains. {@link #toString} renders it as a clause.
 *
 * <p>Shares are of what its {@linkplain io.lb4j.endpoint.Endpoint#priority() priority} got.
 *
 * @param endpointId the endpoint's id
 * @param expectedShare what its weight makes one expect, 0 to 1
 * @param observedShare what it got, 0 to 1
 * @param cause the likely cause
 */
public record ShareDeviation(
    String endpointId, double expectedShare, double observedShare, SkewCause cause) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s took %.3g %% instead of %.3g %%: %s",
        endpointId,
        100 * observedShare,
        100 * expectedShare,
        cause.words());
  }
}
