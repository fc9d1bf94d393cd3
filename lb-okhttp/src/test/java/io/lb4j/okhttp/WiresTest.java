package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.testkit.FakeTicker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;

/** What one request to an endpoint has found out serves the next, and no longer than it may. */
final class WiresTest {

  private static final URI ENDPOINT = URI.create("http://10.0.0.1:8080");
  private static final HttpUrl ITEMS = HttpUrl.get("http://orders/items");
  private static final HttpUrl CARTS = HttpUrl.get("http://orders/carts");
  private static final Proxy PROXY =
      new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy", 3128));

  /** Says what it is told to, and notes what it is asked. */
  private static final class Selector extends ProxySelector {
    private final List<URI> asked = new ArrayList<>();
    private List<Proxy> answer = List.of(Proxy.NO_PROXY);
    private boolean broken;

    @Override
    public List<Proxy> select(URI uri) {
      asked.add(uri);
      if (broken) {
        throw new IllegalStateException("proxy selector");
      }
      return answer;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {}
  }

  private final FakeTicker ticker = new FakeTicker();
  private final Selector selector = new Selector();
  private final Wires wires = Wires.to(ENDPOINT, ticker);

  /** Has a client's chain make a wire. */
  private Wire wire(OkHttpClient client, HttpUrl url) throws IOException {
    List<Wire> made = new ArrayList<>();
    Interceptor answering =
        chain -> {
          made.add(wires.wire(chain.request().url(), chain));
          return new Response.Builder()
              .request(chain.request())
              .protocol(Protocol.HTTP_1_1)
              .code(200)
              .message("OK")
              .body(ResponseBody.create("", null))
              .build();
        };
    client
        .newBuilder()
        .addInterceptor(answering)
        .build()
        .newCall(Cluster.get(url.toString()))
        .execute()
        .close();
    return made.get(0);
  }

  private Wire wire(HttpUrl url) throws IOException {
    return wire(new OkHttpClient.Builder().proxySelector(selector).build(), url);
  }

  @Test
  void theSameUrlAgainGetsTheSameWire() throws IOException {
    Wire first = wire(ITEMS);
    assertThat(first.actual()).hasToString("http://orders:8080/items");
    assertThat(wire(ITEMS)).isSameAs(first);
  }

  @Test
  void anotherUrlGetsAnotherWire() throws IOException {
    wire(ITEMS);
    assertThat(wire(CARTS).actual()).hasToString("http://orders:8080/carts");
    assertThat(wire(CARTS).logical()).isEqualTo(CARTS);
    assertThat(wire(ITEMS).actual()).hasToString("http://orders:8080/items");
  }

  @Test
  void aChainWithAnotherDnsGetsAnotherWire() throws IOException {
    Dns other = host -> List.of();
    wire(ITEMS);
    assertThat(wire(new OkHttpClient.Builder().dns(other).build(), ITEMS).dns().others())
        .isSameAs(other);
  }

  @Test
  void aProxySelectorIsAskedAgainAfterASecond() throws IOException {
    wire(ITEMS);
    selector.answer = List.of(PROXY);
    ticker.advance(Duration.ofMillis(999));
    assertThat(wire(ITEMS).dns().address()).isNotNull();
    assertThat(selector.asked).containsExactly(ENDPOINT);

    ticker.advance(Duration.ofMillis(1));
    Wire proxied = wire(ITEMS);
    assertThat(proxied.actual()).hasToString("http://10.0.0.1:8080/items");
    assertThat(proxied.dns().address()).isNull();
    assertThat(selector.asked).containsExactly(ENDPOINT, ENDPOINT);
  }

  @Test
  void anotherProxySelectorIsAskedAtOnce() throws IOException {
    wire(ITEMS);
    Selector another = new Selector();
    wire(new OkHttpClient.Builder().proxySelector(another).build(), ITEMS);
    assertThat(another.asked).containsExactly(ENDPOINT);
  }

  @Test
  void whatASelectorThrowsIsNotRemembered() throws IOException {
    selector.broken = true;
    assertThat(wire(ITEMS).dns().address()).isNotNull();
    selector.broken = false;
    selector.answer = List.of(PROXY);
    assertThat(wire(ITEMS).dns().address()).isNull();
  }

  @Test
  void aProxyOfTheClientsNeedsNoSelector() throws IOException {
    OkHttpClient client = new OkHttpClient.Builder().proxySelector(selector).proxy(PROXY).build();
    assertThat(wire(client, ITEMS).actual()).hasToString("http://10.0.0.1:8080/items");
    assertThat(selector.asked).isEmpty();
  }
}
