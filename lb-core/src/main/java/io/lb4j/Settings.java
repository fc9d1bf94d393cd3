package io.lb4j;

import io.lb4j.affinity.SessionAffinity;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.EndpointBreakers;
import io.lb4j.health.GracePeriod;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.SkewPolicy;
import io.lb4j.health.SlowStart;
import io.lb4j.limit.AdaptiveLimit;
import io.lb4j.limit.AdaptiveThrottle;
import io.lb4j.limit.RateLimit;
import io.lb4j.select.SelectionPolicy;
import io.lb4j.time.RandomSource;
import io.lb4j.time.Scheduler;
import io.lb4j.time.Ticker;
import io.lb4j.time.TimeAndChance;
import io.lb4j.zone.CapacityPolicy;
import io.lb4j.zone.ClientSubsetting;
import io.lb4j.zone.LocalityPolicy;
import io.lb4j.zone.PriorityPolicy;
import io.lb4j.zone.SubsetPolicy;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What a balancer was built with, checked by its builder. */
record Settings(
    String name,
    SelectionPolicy policy,
    EjectionPolicy ejection,
    SlowStart slowStart,
    GracePeriod grace,
    PanicPolicy panic,
    PriorityPolicy priorities,
    @Nullable LocalityPolicy localities,
    @Nullable EndpointBreakers breakers,
    SkewPolicy skew,
    @Nullable SubsetPolicy subsets,
    @Nullable ClientSubsetting subsetting,
    @Nullable CapacityPolicy capacity,
    @Nullable AdaptiveLimit adaptiveLimit,
    @Nullable RateLimit endpointRateLimit,
    @Nullable RateLimit rateLimit,
    @Nullable AdaptiveThrottle throttle,
    @Nullable SessionAffinity affinity,
    Duration rememberRemoved,
    BalancerListener listener,
    Ticker ticker,
    Scheduler scheduler,
    RandomSource random,
    InstantSource wallClock) {

  TimeAndChance timeAndChance() {
    return new TimeAndChance(ticker, wallClock, scheduler, random);
  }
}
