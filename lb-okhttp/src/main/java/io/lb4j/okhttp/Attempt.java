package io.lb4j.okhttp;

import io.lb4j.Lease;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.okhttp.Evidence.Finding;
import io.lb4j.request.Outcome;
import io.lb4j.retry.EndedAttempt;
import io.lb4j.retry.RetryClass;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
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
 * judges by the {@link Evidence} of OkHttp's events.
 *
 * <p>Events also see what no response body wrapper does: WebSockets, bodies that an interceptor
 * replaced, and the cancellation of a call whose body nobody reads. The lease ends with whatever
 * comes first: the end of the body, its early close or failure, the end of the call, or its
 * cancellation. Events come from the thread that runs the call, from the one that reads the body,
 * from those that connect and from anyone who cancels; every field is therefore volatile, and the
 * held lease lets one of them release it.
 */
final class Attempt extends EventListener {

  private static final int OPEN = 0;
  private static final int ANSWERED = 1;
  private static final int CUT_SHORT = 2;

  private static final AtomicIntegerFieldUpdater<Attempt> FATE =
      AtomicIntegerFieldUpdater.newUpdater(Attempt.class, "fate");

  private final Service service;
  private final HeldLease lease;
  private final Wires wires;

  private volatile @Nullable Call call;
  private volatile @Nullable Connection held;
  private volatile @Nullable Request request;
  private volatile @Nullable Wire wire;
  private volatile @Nullable Disguise disguise;
  private volatile int fate;
  private volatile boolean repeatable;
  private volatile boolean idempotent;
  private volatile boolean bodyEnded;
  private volatile boolean handedOver;

  private final Evidence evidence = new Evidence();

  // Written before the attempt runs.
  private @Nullable AttemptHeaders headers;
  private @Nullable Shadow shadow;
  private @Nullable AttemptSpan span;
  // Written and read by the thread that runs the call.
  private Finding finding = Finding.NONE;

  Attempt(Service service, Lease<URI> lease, Wires wires) {
    this.service = service;
    this.lease = new HeldLease(lease);
    this.wires = wires;
  }

  Service service() {
    return service;
  }

  Endpoint<URI> endpoint() {
    return lease.lease().endpoint();
  }

  /** Sets what the request tells the endpoint of the attempt. */
  void announce(@Nullable AttemptHeaders headers) {
    this.headers = headers;
  }

  /** Has the request copied as the attempt runs. */
  void shadowedBy(Shadow shadow) {
    this.shadow = shadow;
  }

  /** Has the attempt traced as it runs. */
  void tracedBy(AttemptSpan span) {
    this.span = span;
  }

  /** Runs the attempt in a chain. */
  Response run(Interceptor.Chain chain) throws IOException {
    if (lease.isReleased()) {
      // Given up before it began, in the dispatcher's queue for instance.
      throw new IOException("Canceled");
    }
    Call call = chain.call();
    this.call = call;
    call.addEventListener(this);
    try {
      Request request = chain.request();
      this.request = request;
      if (span != null) {
        span.begin(request);
      }
      if (shadow != null) {
        shadow.offer(request);
      }
      Wire wire = wires.wire(request.url(), chain);
      this.wire = wire;
      Cache cache = chain.getCache();
      Request.Builder builder = wire.actualRequest(request, cache != null).tag(Attempt.class, this);
      if (headers != null) {
        headers.addTo(builder, request);
      }
      if (span != null) {
        span.propagate(builder);
      }
      Request actual = builder.build();
      repeatable = AttemptRules.isRepeatable(chain);
      if (AttemptRules.mayBeConsumed(chain)) {
        evidence.bodySent();
      }
      idempotent = AttemptRules.isIdempotent(request);
      Response response = proceed(wire.through(chain, repeatable && idempotent), call, actual);
      answered(request, response);
      if (span != null) {
        span.answered(response, finding.outcome());
      }
      if (cache != null && wire.isRewritten() && StaleEntries.arise(request.method())) {
        StaleEntries.remove(cache, request.url());
      }
      return Disguise.remove(disguise, wire.logicalResponse(response, request, actual), response);
    } catch (IOException e) {
      if (!call.isCanceled()) {
        // Judged by now, unless it was none of the network's.
        lease.release(Outcome.ignored());
      }
      traceFailure(call, e);
      throw e;
    } catch (Throwable e) {
      // Thrown by an interceptor or a body of the caller's, or by OkHttp, undeclared, when the
      // thread is interrupted while it connects.
      lease.release(Outcome.ignored());
      traceFailure(call, e);
      throw e;
    }
  }

  private void traceFailure(Call call, Throwable e) {
    if (span == null) {
      return;
    }
    if (wasCutShort()) {
      span.failed(SocketTimeoutException.class.getName(), finding.outcome());
    } else if (call.isCanceled()
        && !(e instanceof IOException failure && AttemptRules.isCallTimeout(failure))) {
      span.failed("cancelled", finding.outcome());
    } else {
      span.failed(e.getClass().getName(), finding.outcome());
    }
  }

  /** Another attempt of the call has won. */
  void lost() {
    if (span != null) {
      span.lost();
    }
  }

  private Response proceed(Interceptor.Chain chain, Call call, Request request) throws IOException {
    try {
      Response response = chain.proceed(request);
      if (FATE.compareAndSet(this, OPEN, ANSWERED)) {
        return response;
      }
      response.close();
      throw new IOException("Canceled");
    } catch (IOException e) {
      failed(call, e);
      throw e;
    }
  }

  /** Tells whether the attempt has begun to run; it runs once. */
  boolean hasRun() {
    return request != null;
  }

  /** How the attempt has ended, once its call has. */
  EndedAttempt end(int number, @Nullable Response response, @Nullable Throwable failure) {
    return ended(number, finding, response, failure);
  }

  private EndedAttempt ended(
      int number, Finding found, @Nullable Response response, @Nullable Throwable failure) {
    // The plan knows the request as it was before the interceptors.
    RetryClass retryClass =
        found.retryClass() == RetryClass.SENT && !idempotent
            ? RetryClass.NEVER
            : found.retryClass();
    return new EndedAttempt(number, found.outcome(), retryClass, response, failure);
  }

  /** Another request of the same call has followed, so this attempt says nothing about its end. */
  void supersede() {
    finding = Finding.NONE;
  }

  /**
   * Cuts the attempt short because its time is over, unless it has an answer: a stream may go on
   * after its headers. Time that it spent elsewhere, before it began to run, says nothing about the
   * endpoint.
   *
   * @param call the attempt's own
   */
  void cutShort(Call call) {
    if (FATE.compareAndSet(this, OPEN, CUT_SHORT)) {
      ended(hasRun());
      call.cancel();
    }
  }

  boolean wasCutShort() {
    return fate == CUT_SHORT;
  }

  /** How the attempt has ended by being cut short, although its call may not know yet. */
  EndedAttempt endCutShort(int number, IOException late) {
    return ended(number, hasRun() ? evidence.ofTimeout(repeatable) : Finding.NONE, null, late);
  }

  /** Ends the lease if nothing else has. */
  void abandon() {
    lease.release(Outcome.ignored());
  }

  private void answered(Request request, Response response) {
    if (lease.isReleased()) {
      return;
    }
    finding = evidence.ofResponse(request, response, repeatable);
    if (evidence.answer() == null) {
      lease.release(finding.outcome());
      return;
    }
    lease.report(finding.outcome());
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

  private void failed(Call call, IOException e) {
    if (wasCutShort()) {
      finding = evidence.ofTimeout(repeatable);
      return;
    }
    if (lease.isReleased() || call.isCanceled()) {
      // What cancelled the call, the caller or its time-out, is known to the event that follows.
      return;
    }
    Finding found = evidence.ofFailure(e, repeatable);
    Outcome outcome = service.judge(call.request(), e, found.outcome());
    finding = new Finding(outcome, found.retryClass());
    lease.release(outcome);
  }

  @Override
  public void connectFailed(
      Call call,
      InetSocketAddress address,
      Proxy proxy,
      @Nullable Protocol protocol,
      IOException e) {
    evidence.connectFailed();
    if (span != null) {
      span.peer(address);
    }
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    Wire wire = this.wire;
    if (wire != null && wire.isOver(connection)) {
      Connections.Owner owner = new Connections.Owner(service, endpoint().id());
      evidence.evicted(!service.connections().acquire(connection, owner));
      held = connection;
      if (span != null) {
        span.peer(connection.route().socketAddress());
      }
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
    evidence.sent();
    bodyEnded = false;
    disguise = null;
  }

  @Override
  public void requestBodyStart(Call call) {
    evidence.bodySent();
  }

  @Override
  public void requestFailed(Call call, IOException e) {
    // After the headers only WebSockets and duplex calls write, and closing one races with the
    // peer.
    evidence.networkFailed();
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    // Once the lease is released, the response is somebody else's, to whom a redirect led.
    evidence.answered(
        response.code(), lease.isReleased() ? null : service.judge(response, endpoint().id()));
  }

  /** A break after the headers were handed over is nobody's to retry: part of the body is out. */
  @Override
  public void responseFailed(Call call, IOException e) {
    evidence.networkFailed();
    if (handedOver && !call.isCanceled()) {
      lease.release(Outcome.ignored(), AttemptRules.isInterruption(e) ? null : Evidence.ofBreak(e));
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
    if (next == null) {
      return;
    }
    Wire wire = this.wire;
    if (wire != null && !wire.leadsTo(next.url())) {
      Outcome answer = evidence.answer();
      lease.release(answer == null ? Outcome.ignored() : answer);
    }
    evidence.followed();
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
    ended(AttemptRules.isCallTimeout(Thread.currentThread()));
  }

  /** Ends the lease because the call was cancelled or its time is over. */
  void ended(boolean timedOut) {
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
