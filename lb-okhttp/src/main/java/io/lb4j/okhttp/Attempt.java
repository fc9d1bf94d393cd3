package io.lb4j.okhttp;

import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.request.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import okhttp3.Cache;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on one endpoint: holds the lease from the pick to the end of the response body, and
 * judges by what OkHttp's events prove rather than by what exceptions are called.
 *
 * <p>An exception says little: a failed connect, a broken connection, a request body that threw and
 * an interceptor that gave up all look alike. Events tell them apart: without {@code
 * requestHeadersStart} nothing was sent; without {@code connectFailed}, {@code requestFailed} or
 * {@code responseFailed} the network is not to blame. They also see what no response body wrapper
 * does: WebSockets, bodies that an interceptor replaced, and the cancellation of a call whose body
 * nobody reads.
 *
 * <p>The lease ends with whatever comes first: the end of the body, its early close or failure, the
 * end of the call, or its cancellation. Events come from the thread that runs the call, from the
 * one that reads the body, from those that connect and from anyone who cancels; every field is
 * therefore volatile, and the held lease lets one of them release it.
 */
final class Attempt extends EventListener {

  /** A further attempt of the same logical call, and the call that runs it. */
  private record Later(Call call, Attempt attempt) {}

  private final Service service;
  private final HeldLease lease;
  private final Destination destination;
  private final long startEra;

  private volatile @Nullable Call call;
  private volatile @Nullable Connection held;
  private volatile boolean evicted;
  private volatile @Nullable Request request;
  private volatile @Nullable Wire wire;
  private volatile @Nullable Disguise disguise;
  private volatile @Nullable Later successor;

  private volatile boolean connectFailed;
  private volatile boolean sent;
  private volatile boolean bodySent;
  private volatile boolean networkFailed;
  private volatile int status;
  private volatile Remarks remarks = Remarks.NONE;
  private volatile boolean bodyEnded;
  private volatile boolean handedOver;

  // Written and read by the thread that runs the call.
  private Repeat repeat = Repeat.NEVER;

  /**
   * Makes an attempt.
   *
   * @param startEra the time of {@link Connections} before the lease was taken
   */
  Attempt(Service service, Lease<URI> lease, Destination destination, long startEra) {
    this.service = service;
    this.lease = new HeldLease(lease);
    this.destination = destination;
    this.startEra = startEra;
  }

  Service service() {
    return service;
  }

  Endpoint<URI> endpoint() {
    return lease.lease().endpoint();
  }

  /** Runs the attempt in a chain; afterwards {@link #repeat} says what may follow. */
  Response run(Interceptor.Chain chain, boolean replayable) throws IOException {
    Call call = chain.call();
    this.call = call;
    call.addEventListener(this);
    try {
      Request request = chain.request();
      this.request = request;
      Wire wire = Wire.to(destination, lease.lease().target(), request.url(), chain);
      this.wire = wire;
      Cache cache = chain.getCache();
      Request actual = wire.actualRequest(request, cache != null).tag(Attempt.class, this).build();
      Response response = wire.through(chain, replayable).proceed(actual);
      answered(request, response);
      if (cache != null && wire.isRewritten() && StaleEntries.arise(request.method())) {
        StaleEntries.remove(cache, request.url());
      }
      return Disguise.remove(disguise, wire.logicalResponse(response, request, actual), response);
    } catch (IOException e) {
      failed(call, e);
      throw e;
    } catch (RuntimeException | Error e) {
      // Thrown by an interceptor or a body of the caller's.
      lease.release(Outcome.ignored());
      throw e;
    }
  }

  /** Tells whether the attempt has begun to run; it runs once. */
  boolean hasRun() {
    return request != null;
  }

  Repeat repeat() {
    return repeat;
  }

  /**
   * Tells whether a request body was begun; if so it cannot be sent again unless it can be
   * repeated.
   */
  boolean isBodySent() {
    return bodySent;
  }

  /** Lets the call that runs a later attempt be cancelled together with this one's. */
  void forwardCancelTo(Call call, Attempt attempt) {
    successor = new Later(call, attempt);
  }

  /** Ends the lease if nothing else has. */
  void abandon() {
    lease.release(Outcome.ignored());
  }

  private void answered(Request request, Response response) {
    if (lease.isReleased()) {
      return;
    }
    if (status == 0) {
      // From the cache, or made up by an interceptor: the endpoint had no part in it.
      lease.release(Outcome.ignored());
      return;
    }
    Outcome outcome = judge(status);
    lease.report(outcome);
    if (outcome.isFailure() && response.code() == status) {
      repeat = AttemptRules.afterStatus(status, request, bodySent);
    }
    handedOver = true;
    if (bodyEnded) {
      lease.release(Outcome.ignored());
    } else if (service.openStreams() != null) {
      service.openStreams().add(this);
    }
  }

  /** Ends the response's body or WebSocket, if it has not ended. */
  void endStream() {
    Request request = this.request;
    Call call = this.call;
    if (lease.isReleased() || request == null || call == null) {
      return;
    }
    OpenSocket socket = request.tag(OpenSocket.class);
    if (socket == null || !socket.closePolitely()) {
      call.cancel();
    }
  }

  private void streamEnded() {
    if (service.openStreams() != null) {
      service.openStreams().remove(this);
    }
  }

  private Outcome judge(int status) {
    Outcome outcome =
        status < 100 || status > 599 ? Outcome.failure() : Outcome.ofHttpStatus(status);
    return remarks.attachTo(outcome);
  }

  private void failed(Call call, IOException e) {
    if (lease.isReleased() || call.isCanceled()) {
      // What cancelled the call, the caller or its time-out, is known to the event that follows.
      return;
    }
    if (AttemptRules.isInterruption(e)) {
      lease.release(Outcome.ignored());
    } else if (evicted && !connectFailed && status == 0) {
      // The connection was closed here before the request could be written to it.
      repeat = Repeat.ALWAYS;
      lease.release(Outcome.ignored());
    } else if (!sent) {
      if (connectFailed || e instanceof UnknownHostException) {
        repeat = Repeat.ALWAYS;
        lease.release(Outcome.connectFailure());
      } else {
        lease.release(Outcome.ignored());
      }
    } else if (networkFailed) {
      repeat = AttemptRules.isUnprocessed(e) ? Repeat.ALWAYS : Repeat.IF_IDEMPOTENT;
      lease.release(judge(e));
    } else if (status != 0) {
      // The endpoint has answered; what failed came after it, in an interceptor for instance.
      lease.release(judge(status));
    } else {
      // A request body that threw, for instance.
      lease.release(Outcome.ignored());
    }
  }

  private static Outcome judge(IOException e) {
    if (AttemptRules.isRefusal(e)) {
      return Outcome.rejected();
    }
    return e instanceof SocketTimeoutException ? Outcome.timeout() : Outcome.failure();
  }

  @Override
  public void connectFailed(
      Call call,
      InetSocketAddress address,
      Proxy proxy,
      @Nullable Protocol protocol,
      IOException e) {
    connectFailed = true;
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    Wire wire = this.wire;
    if (wire != null && wire.isOver(connection)) {
      Connections.Owner owner = new Connections.Owner(service, endpoint().id());
      evicted = !service.connections().acquire(connection, owner, startEra);
      held = connection;
    }
  }

  @Override
  public void connectionReleased(Call call, Connection connection) {
    if (held == connection) {
      held = null;
      service.connections().release(connection);
    }
  }

  @Override
  public void requestHeadersStart(Call call) {
    sent = true;
    networkFailed = false;
    status = 0;
    remarks = Remarks.NONE;
    bodyEnded = false;
    disguise = null;
  }

  @Override
  public void requestBodyStart(Call call) {
    bodySent = true;
  }

  @Override
  public void requestFailed(Call call, IOException e) {
    // After the headers only WebSockets and duplex calls write, and closing one races with the
    // peer.
    networkFailed = true;
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    status = response.code();
    if (!lease.isReleased()) {
      // Once it is, the response is somebody else's, to whom a redirect led.
      remarks = service.remarks(response, endpoint().id());
    }
  }

  /** A break after the headers were handed over is nobody's to retry: part of the body is out. */
  @Override
  public void responseFailed(Call call, IOException e) {
    networkFailed = true;
    if (handedOver && !call.isCanceled()) {
      lease.release(Outcome.ignored(), AttemptRules.isInterruption(e) ? null : judge(e));
    }
  }

  @Override
  public void responseBodyEnd(Call call, long byteCount) {
    bodyEnded = true;
    if (handedOver) {
      lease.release(Outcome.ignored());
    }
  }

  /**
   * A redirect, a challenge: another request of the same call follows, maybe not to the endpoint.
   */
  @Override
  public void followUpDecision(Call call, Response response, @Nullable Request next) {
    Wire wire = this.wire;
    if (next != null && wire != null && !wire.leadsTo(next.url())) {
      lease.release(judge(response.code()));
    }
  }

  @Override
  public void callEnd(Call call) {
    streamEnded();
    lease.release(Outcome.ignored());
  }

  @Override
  public void callFailed(Call call, IOException e) {
    ended(call.isCanceled() && AttemptRules.isCallTimeout(e));
  }

  @Override
  public void canceled(Call call) {
    cancelled(AttemptRules.isCallTimeout(Thread.currentThread()));
  }

  private void cancelled(boolean timedOut) {
    ended(timedOut);
    Later later = successor;
    if (later != null) {
      later.attempt().ended(timedOut);
      later.call().cancel();
    }
  }

  private void ended(boolean timedOut) {
    streamEnded();
    Outcome outcome = timedOut ? Outcome.timeout() : Outcome.ignored();
    lease.release(outcome, timedOut ? outcome : null);
  }

  // For the network interceptor.

  @Nullable Wire wire() {
    return wire;
  }

  /** The Cookie header that the caller set on the request, other than the cookie jar. */
  @Nullable String explicitCookie() {
    Request request = this.request;
    return request == null ? null : request.header("Cookie");
  }

  void disguised(Disguise disguise) {
    this.disguise = disguise;
  }
}
