package io.lb4j.okhttp;

import io.lb4j.NoEndpointAvailableException;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.invoke.AttemptDriver;
import io.lb4j.invoke.AttemptEngine;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.EndedAttempt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call, each in a call of its own and up to two at once. Completes with the
 * response of the winner; whoever gets it must close it.
 */
final class ConcurrentExchange implements AttemptDriver<OwnCall> {

  /** Runs a call in another thread than the one that asks for it. */
  @FunctionalInterface
  interface Starter {

    /** Begins a call; exactly one of response and failure is told at its end. */
    void start(Call call, BiConsumer<@Nullable Response, @Nullable Throwable> ending);
  }

  private final Exchange exchange;
  private final Starter starter;
  private final AttemptEngine<OwnCall> engine;
  private final CompletableFuture<Response> response = new CompletableFuture<>();

  // Written once, before the response completes; read by whoever cancels.
  private volatile @Nullable OwnCall winner;
  // Written by whoever cancels, or whose attempt was out of time.
  private volatile boolean timedOut;
  // Written by whoever cancels.
  private volatile boolean cancelled;

  ConcurrentExchange(Exchange exchange, Starter starter) {
    this.exchange = exchange;
    this.starter = starter;
    this.engine =
        new AttemptEngine<>(
            exchange.plan(), this, exchange.hedgeDelay(), exchange.service().timeAndChance());
  }

  /**
   * Begins the first attempt, as soon as it is known where the session of the call is.
   *
   * @throws NoEndpointException if there is no endpoint for it
   */
  @SuppressWarnings("FutureReturnValueIgnored") // What the action throws is handled in it.
  CompletableFuture<Response> begin() throws IOException {
    CompletableFuture<?> resolved = exchange.resolved();
    if (resolved.isDone()) {
      engine.begin(exchange.ownCall(exchange.pick()));
    } else {
      resolved.whenComplete((value, thrown) -> beginLate());
    }
    return response;
  }

  private void beginLate() {
    if (response.isDone()) {
      // Cancelled meanwhile.
      return;
    }
    try {
      engine.begin(exchange.ownCall(exchange.pick()));
    } catch (IOException | RuntimeException e) {
      response.completeExceptionally(e);
    }
  }

  /** Cancels the attempts, or the reading of the winner's response. */
  void cancel(boolean timedOut) {
    this.timedOut = timedOut;
    cancelled = true;
    engine.abandon();
    boolean undecided = response.completeExceptionally(new IOException("Canceled"));
    OwnCall won = winner;
    if (!undecided && won != null) {
      cancel(won);
    }
  }

  /** Whose response the caller has got. */
  Attempt winner() {
    return Objects.requireNonNull(winner).attempt();
  }

  @Override
  public OwnCall select(SelectionContext context) {
    try {
      return exchange.ownCall(exchange.pick());
    } catch (NoEndpointException e) {
      throw (NoEndpointAvailableException) Objects.requireNonNull(e.getCause());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Endpoint<?> endpoint(OwnCall own) {
    return own.attempt().endpoint();
  }

  @Override
  public void begin(OwnCall own, int number, long limitNanos) {
    exchange.announce(own.attempt(), number);
    try {
      starter.start(own.call(), (answer, failure) -> ended(own, number, answer, failure));
    } catch (RuntimeException | Error e) {
      // A listener of the user's threw, or there is no thread to be had.
      ended(own, number, null, e);
    }
  }

  private void ended(
      OwnCall own, int number, @Nullable Response answer, @Nullable Throwable failure) {
    if (answer == null || !own.attempt().hasRun()) {
      // An interceptor of the caller's threw, or answered by itself.
      own.attempt().abandon();
    }
    if (failure instanceof IOException e && AttemptRules.isCallTimeout(e)) {
      // The time is that of all attempts.
      timedOut = true;
    }
    engine.ended(own, own.attempt().end(number, answer, failure));
  }

  @Override
  public void giveBack(OwnCall own) {
    own.attempt().abandon();
  }

  @Override
  public void cancel(OwnCall own) {
    if (!cancelled) {
      own.attempt().lost();
    }
    own.attempt().ended(timedOut);
    own.call().cancel();
  }

  @Override
  public EndedAttempt timeOut(OwnCall own, int number, long limitNanos) {
    own.attempt().cutShort(own.call());
    return own.attempt()
        .endCutShort(number, SequentialExchange.tooLate(own.attempt(), limitNanos, null));
  }

  @Override
  public void finish(OwnCall own, EndedAttempt end) {
    winner = own;
    if (end.result() instanceof Response answer) {
      if (!response.complete(answer)) {
        // Cancelled at this moment.
        answer.close();
      }
    } else {
      response.completeExceptionally(Objects.requireNonNull(end.thrown()));
    }
  }

  @Override
  public void discard(OwnCall own, @Nullable Object result) {
    if (result instanceof Response answer) {
      answer.close();
    }
  }
}
