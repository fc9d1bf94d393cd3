package io.lb4j.okhttp;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;

/** The result of an asynchronous call. */
final class FutureCallback implements Callback {

  private final CompletableFuture<Response> result = new CompletableFuture<>();

  @Override
  public void onFailure(Call call, IOException e) {
    result.completeExceptionally(e);
  }

  @Override
  public void onResponse(Call call, Response response) {
    result.complete(response);
  }

  /** The response, or the call's own exception. */
  Response await() throws IOException {
    try {
      return response();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new AssertionError(e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  Response response() throws Exception {
    return result.get(5, TimeUnit.SECONDS);
  }
}
