package io.lb4j.okhttp;

import static io.lb4j.okhttp.Cluster.assertIdle;
import static org.assertj.core.api.Assertions.assertThat;

import feign.Feign;
import feign.Param;
import feign.RequestLine;
import io.lb4j.Balancer;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import retrofit2.Call;
import retrofit2.Callback;
import retrofit2.Response;
import retrofit2.Retrofit;
import retrofit2.http.Body;
import retrofit2.http.GET;
import retrofit2.http.POST;
import retrofit2.http.Path;

/** Libraries that call through OkHttp are balanced by one line of their configuration. */
final class ClientLibrariesTest {

  interface RetrofitOrders {
    @GET("items/{id}")
    Call<ResponseBody> item(@Path("id") int id);

    @POST("items")
    Call<ResponseBody> add(@Body RequestBody item);
  }

  interface FeignOrders {
    @RequestLine("GET /items/{id}")
    String item(@Param("id") int id);

    @RequestLine("POST /items")
    String add(String item);
  }

  @RegisterExtension final Cluster cluster = new Cluster();
  private final Backend a = cluster.backend("a");
  private final Backend b = cluster.backend("b");
  private final Balancer<URI> orders = cluster.orders(a, b);
  private final OkHttpClient client = cluster.wrap(orders);

  @BeforeEach
  void oneEndpointIsOverloaded() {
    a.answer(Backend.status(503));
  }

  @Test
  void retrofit() throws IOException {
    BalancedCallFactory factory = new BalancedCallFactory(client);
    RetrofitOrders service =
        new Retrofit.Builder()
            .baseUrl("http://orders/")
            .callFactory(factory)
            .build()
            .create(RetrofitOrders.class);

    for (int i = 0; i < 4; i++) {
      assertThat(text(service.item(42).execute())).isEqualTo("b");
    }
    assertThat(a.requests()).isNotEmpty().allMatch(r -> r.getTarget().equals("/items/42"));
    assertIdle(orders);
    orders.disable("a");
    assertThat(text(service.add(RequestBody.create("tea", null)).execute())).isEqualTo("b");
  }

  @Test
  void retrofitAsynchronously() throws Exception {
    RetrofitOrders service =
        new Retrofit.Builder()
            .baseUrl("http://orders/")
            .client(client)
            .build()
            .create(RetrofitOrders.class);
    CompletableFuture<String> answer = new CompletableFuture<>();
    service
        .item(42)
        .enqueue(
            new Callback<>() {
              @Override
              public void onResponse(Call<ResponseBody> call, Response<ResponseBody> response) {
                try {
                  answer.complete(text(response));
                } catch (IOException e) {
                  answer.completeExceptionally(e);
                }
              }

              @Override
              public void onFailure(Call<ResponseBody> call, Throwable e) {
                answer.completeExceptionally(e);
              }
            });

    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("b");
    assertIdle(orders);
  }

  @Test
  void feign() {
    FeignOrders service =
        Feign.builder()
            .client(new feign.okhttp.OkHttpClient(client))
            .target(FeignOrders.class, "http://orders");

    for (int i = 0; i < 4; i++) {
      assertThat(service.item(42)).isEqualTo("b");
    }
    assertThat(a.requests()).isNotEmpty().allMatch(r -> r.getTarget().equals("/items/42"));
    orders.disable("a");
    assertThat(service.add("tea")).isEqualTo("b");
    assertIdle(orders);
  }

  private static String text(Response<ResponseBody> response) throws IOException {
    try (ResponseBody body = response.body()) {
      assertThat(response.code()).isEqualTo(200);
      return body.string();
    }
  }
}
