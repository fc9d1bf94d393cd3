package io.lb4j.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.lb4j.Balancer;
import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.SelectionContext;
import io.lb4j.retry.AttemptPolicy;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Blocking calls that wait: between attempts, for room, and on threads of every kind. */
final class WaitingCallTest {

  private static final RetryPolicy PATIENT =
      random -> attempt -> attempt.number() < 3 ? Duration.ofMillis(20).toNanos() : -1;
  private static final RetryPolicy HOURS = random -> attempt -> Duration.ofHours(1).toNanos();

  private final Balancer<String> balancer =
      Balancer.<String>builder("calls")
          .endpoints(Endpoint.builder("a", "a").maxConcurrency(1).build())
          .build();
  private final List<Long> startsNanos = new ArrayList<>();

  @AfterEach
  void close() {
    balancer.close();
  }

  private Invoker<String> invoker(RetryPolicy retries) {
    return Invoker.<String>of(balancer)
        .idempotent()
        .withPolicy(AttemptPolicy.defaults().withRetries(retries));
  }

  private String fail(String target) throws IOException {
    startsNanos.add(System.nanoTime());
    throw new IOException("broken");
  }

  @Test
  void attemptsAreAsFarApartAsThePolicySays() {
    assertThatIOException()
        .isThrownBy(() -> invoker(PATIENT).call(SelectionContext.none(), this::fail));
    assertThat(startsNanos).hasSize(3);
    assertThat(startsNanos.get(1) - startsNanos.get(0)).isGreaterThanOrEqualTo(20_000_000);
    assertThat(startsNanos.get(2) - startsNanos.get(1)).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void anInterruptEndsTheWaitAndTheLastErrorIsTheCallers() throws InterruptedException {
    CompletableFuture<Throwable> error = new CompletableFuture<>();
    CountDownLatch failed = new CountDownLatch(1);
    Thread caller =
        new Thread(
            () -> {
              try {
                invoker(HOURS)
                    .call(
                        SelectionContext.none(),
                        target -> {
                          failed.countDown();
                          return fail(target);
                        });
              } catch (IOException e) {
                error.complete(Thread.currentThread().isInterrupted() ? e : null);
              }
            });
    caller.start();
    failed.await();
    caller.interrupt();
    assertThat(error.join()).hasMessage("broken");
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void aBlockingCallWaitsForRoomThatAnotherMakes() {
    Invoker<String> queueing = Invoker.<String>of(balancer).queueing(8, Duration.ofMinutes(1));
    Lease<String> lease = balancer.select();
    CompletableFuture<String> call =
        CompletableFuture.supplyAsync(
            () -> queueing.call(SelectionContext.none(), target -> "from " + target));
    lease.close();
    assertThat(call.join()).isEqualTo("from a");
    assertThat(balancer.snapshot().inFlight()).isZero();
  }

  @Test
  void manyVirtualThreadsShareOneEndpoint() throws Exception {
    Optional<Method> perTask =
        Arrays.stream(Executors.class.getMethods())
            .filter(method -> method.getName().equals("newVirtualThreadPerTaskExecutor"))
            .findAny();
    Assumptions.assumeTrue(perTask.isPresent(), "this JDK has no virtual threads");
    assertThat(callsServedBy(perTask.get())).isEqualTo(1000);
  }

  private int callsServedBy(Method perTask)
      throws IllegalAccessException, InvocationTargetException {
    ExecutorService threads = (ExecutorService) perTask.invoke(null);
    Invoker<String> queueing = Invoker.<String>of(balancer).queueing(1000, Duration.ofMinutes(1));
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      calls.add(
          CompletableFuture.supplyAsync(
              () -> queueing.call(SelectionContext.none(), target -> target), threads));
    }
    int served = 0;
    for (CompletableFuture<String> call : calls) {
      served += call.join().equals("a") ? 1 : 0;
    }
    threads.shutdown();
    return served;
  }
}
