package io.lb4j.okhttp;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * What becomes of one probe: what is read from the response, or an exception. The call ends with it
 * when whoever waits cancels it or lets it time out.
 *
 * @param <A> what is read
 */
final class ProbeAnswer<A> implements Callback {

  /**
   * Reads a response, which is closed afterwards.
   *
   * @param <A> what is read
   */
  @FunctionalInterface
  interface Reader<A> {

    A read(Response response) throws IOException;
  }

  private final CompletableFuture<A> answer = new CompletableFuture<>();
  private final Reader<A> reader;

  private ProbeAnswer(Reader<A> reader) {
    this.reader = reader;
  }

  /** Asks a target, on a thread of the client. */
  static <A> CompletableFuture<A> of(
      OkHttpClient client, Request.Builder request, ProbeTarget target, Reader<A> reader) {
    ProbeAnswer<A> pending = new ProbeAnswer<>(reader);
    Call call = client.newCall(request.tag(ProbeTarget.class, target).build());
    call.enqueue(pending);
    CompletionStage<A> end = pending.answer;
    end.whenComplete(
        (answer, failure) -> {
          if (failure instanceof CancellationException || failure instanceof TimeoutException) {
            call.cancel();
          }
        });
    return pending.answer;
  }

  @Override
  public void onFailure(Call call, IOException e) {
    answer.completeExceptionally(e);
  }

  @Override
  public void onResponse(Call call, Response response) {
    try (response) {
      answer.complete(reader.read(response));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The error is a user's pattern that recurses; whoever waits must hear of it.
      answer.completeExceptionally(e);
    }
  }
}
