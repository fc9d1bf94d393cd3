package io.lb4j.okhttp;

import java.io.IOException;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** How a call comes to the engine: by each of its three ways in. */
enum Entry {
  EXECUTE,
  ENQUEUE,
  FACTORY;

  Call newCall(OkHttpClient client, Request request) {
    return this == FACTORY
        ? new BalancedCallFactory(client).newCall(request)
        : client.newCall(request);
  }

  Response run(Call call) throws IOException {
    if (this == EXECUTE) {
      return call.execute();
    }
    FutureCallback callback = new FutureCallback();
    call.enqueue(callback);
    return callback.await();
  }

  /** Runs a call in another thread. */
  FutureCallback begin(Call call) {
    FutureCallback callback = new FutureCallback();
    if (this != EXECUTE) {
      call.enqueue(callback);
      return callback;
    }
    new Thread(
            () -> {
              try {
                callback.onResponse(call, call.execute());
              } catch (IOException e) {
                callback.onFailure(call, e);
              }
            })
        .start();
    return callback;
  }

  String body(OkHttpClient client, Request request) throws IOException {
    try (Response response = run(newCall(client, request))) {
      return response.body().string();
    }
  }
}
