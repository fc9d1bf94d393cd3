package io.lb4j.okhttp;

import java.io.IOException;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The outermost interceptor, for the one end of a call that no event tells of: an interceptor that
 * was configured before the client was wrapped gets the response, and throws without closing it.
 */
final class LeaseGuard implements Interceptor {

  /** The call's latest attempt; written by the thread that runs the call. */
  private static final class Held {
    private @Nullable Attempt attempt;
  }

  /** Remembers the latest attempt of a call, if the call is guarded. */
  static void hold(Call call, Attempt attempt) {
    Held held = call.tag(Held.class);
    if (held != null) {
      held.attempt = attempt;
    }
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Held held = chain.call().tag(Held.class, Held::new);
    try {
      return chain.proceed(chain.request());
    } catch (Throwable e) {
      if (held.attempt != null) {
        held.attempt.abandon();
      }
      throw e;
    }
  }
}
