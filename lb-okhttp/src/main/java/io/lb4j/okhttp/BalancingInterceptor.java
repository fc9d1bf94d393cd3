package io.lb4j.okhttp;

import io.lb4j.request.SelectionContext;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls for a balancer's name to its endpoints, and makes further attempts on other
 * endpoints.
 *
 * <p>The first attempt runs in the caller's own chain. A further one needs a call of its own:
 * within one call OkHttp reuses the connection that it holds, whatever the DNS says, and would go
 * back to the endpoint that has just failed. That call is a clone of the caller's, so all
 * interceptors, authenticators and listeners of the client apply to it; it brings its attempt along
 * as a tag, is cancelled with the caller's call, and has what is left of its time.
 */
final class BalancingInterceptor implements Interceptor {

  private static final int MAX_FURTHER_ATTEMPTS = 2;

  private final Map<String, Service> services;

  BalancingInterceptor(Map<String, Service> services) {
    this.services = Map.copyOf(services);
  }

  /** Whose connections the client's pool holds; one for all services of the client. */
  Connections connections() {
    return services.values().iterator().next().connections();
  }

  boolean balances(String host) {
    return services.containsKey(host);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Service service = services.get(request.url().host());
    if (service == null) {
      return chain.proceed(request);
    }
    Attempt given = chain.call().tag(Attempt.class);
    if (given != null && given.service() == service && !given.hasRun()) {
      return given.run(chain, isReplayable(chain));
    }
    return balance(chain, service);
  }

  private static Response balance(Chain chain, Service service) throws IOException {
    Call call = chain.call();
    if (call.isCanceled()) {
      throw new IOException("Canceled");
    }
    long startNanos = System.nanoTime();
    service.retryBudget().recordRequest();
    SelectionContext context = contextOf(chain.request());
    Attempt first = service.pick(context);
    LeaseGuard.hold(call, first);
    Attempt attempt = first;
    for (int further = 0; ; further++) {
      @Nullable Response response = null;
      @Nullable IOException failure = null;
      try {
        response =
            attempt == first
                ? first.run(chain, isReplayable(chain))
                : runFurther(call, first, attempt, startNanos);
      } catch (IOException e) {
        failure = e;
      }
      @Nullable Attempt next = null;
      if (further < MAX_FURTHER_ATTEMPTS && mayRepeat(chain, attempt)) {
        context = context.avoiding(attempt.endpoint());
        next = service.pickAgain(context);
      }
      if (next == null) {
        if (response != null) {
          return response;
        }
        throw failure;
      }
      if (response != null) {
        response.close();
      }
      LeaseGuard.hold(call, next);
      attempt = next;
    }
  }

  private static Response runFurther(Call call, Attempt first, Attempt attempt, long startNanos)
      throws IOException {
    Call further = call.clone();
    further.tag(Attempt.class, () -> attempt);
    limit(further.timeout(), call.timeout(), startNanos);
    first.forwardCancelTo(further, attempt);
    if (call.isCanceled()) {
      further.cancel();
    }
    boolean ran = false;
    try {
      Response response = further.execute();
      ran = attempt.hasRun();
      return response;
    } finally {
      if (!ran) {
        // An interceptor of the caller's threw, or answered by itself.
        attempt.abandon();
      }
    }
  }

  /** Leaves a further call what is left of the time for all attempts. */
  private static void limit(Timeout further, Timeout whole, long startNanos) {
    long nanos = whole.timeoutNanos();
    if (nanos > 0) {
      nanos = Math.max(1, nanos - (System.nanoTime() - startNanos));
    }
    further.timeout(nanos, TimeUnit.NANOSECONDS);
    if (whole.hasDeadline()) {
      further.deadlineNanoTime(whole.deadlineNanoTime());
    }
  }

  private static boolean mayRepeat(Chain chain, Attempt attempt) {
    if (chain.call().isCanceled() || Thread.currentThread().isInterrupted()) {
      return false;
    }
    boolean safe =
        switch (attempt.repeat()) {
          case NEVER -> false;
          case IF_IDEMPOTENT -> AttemptRules.isIdempotent(chain.request().method());
          case ALWAYS -> true;
        };
    return safe && (isRepeatable(chain) || !attempt.isBodySent());
  }

  private static boolean isReplayable(Chain chain) {
    return AttemptRules.isIdempotent(chain.request().method()) && isRepeatable(chain);
  }

  /**
   * An interceptor may have replaced the body; a further attempt starts from the original again.
   */
  private static boolean isRepeatable(Chain chain) {
    return AttemptRules.isRepeatable(chain.request().body())
        && AttemptRules.isRepeatable(chain.call().request().body());
  }

  private static SelectionContext contextOf(Request request) {
    SelectionContext context = request.tag(SelectionContext.class);
    return context == null ? SelectionContext.none() : context;
  }
}
