package io.lb4j.okhttp;

import io.lb4j.request.AttemptKind;
import io.lb4j.request.Outcome;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The span of one attempt: from its beginning to the response's headers, by the conventions, since
 * a body may never be read. Begun and ended by the thread that runs the attempt; where it connects
 * to is told by that which connects, and that it has lost by that of the winner.
 */
final class AttemptSpan {

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> METHOD_ORIGINAL =
      AttributeKey.stringKey("http.request.method_original");
  private static final AttributeKey<Long> RESEND_COUNT =
      AttributeKey.longKey("http.request.resend_count");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> SERVER_ADDRESS =
      AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<String> URL_FULL = AttributeKey.stringKey("url.full");
  private static final AttributeKey<String> PEER_ADDRESS =
      AttributeKey.stringKey("network.peer.address");
  private static final AttributeKey<Long> PEER_PORT = AttributeKey.longKey("network.peer.port");
  private static final AttributeKey<String> PROTOCOL_VERSION =
      AttributeKey.stringKey("network.protocol.version");
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> LB_NAME = AttributeKey.stringKey("lb.name");
  private static final AttributeKey<String> LB_POLICY = AttributeKey.stringKey("lb.policy");
  private static final AttributeKey<String> LB_ENDPOINT = AttributeKey.stringKey("lb.endpoint");
  private static final AttributeKey<String> LB_ATTEMPT = AttributeKey.stringKey("lb.attempt");
  private static final AttributeKey<String> LB_OUTCOME = AttributeKey.stringKey("lb.outcome");
  private static final AttributeKey<Boolean> HEDGE_LOST = AttributeKey.booleanKey("lb.hedge.lost");

  private static final Set<String> KNOWN_METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private static final Map<AttemptKind, String> KINDS = lowerCase(AttemptKind.class);
  private static final Map<Outcome.Kind, String> OUTCOMES = lowerCase(Outcome.Kind.class);

  private static final TextMapSetter<Request.Builder> HEADERS =
      (builder, name, value) -> {
        if (builder != null) {
          builder.header(name, value);
        }
      };

  private final CallTrace call;
  private final String endpointId;
  private final AttemptKind kind;
  private final int attemptsBefore;

  // Null if the sampler does not want it.
  private volatile @Nullable Span span;
  private volatile boolean lost;
  // Written and read by the thread that runs the attempt.
  private Context context;

  AttemptSpan(CallTrace call, String endpointId, AttemptKind kind, int attemptsBefore) {
    this.call = call;
    this.endpointId = endpointId;
    this.kind = kind;
    this.attemptsBefore = attemptsBefore;
    this.context = call.parent();
  }

  private static <E extends Enum<E>> Map<E, String> lowerCase(Class<E> type) {
    Map<E, String> names = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      names.put(constant, constant.name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /** Begins the span of a request, as the caller has made it. */
  void begin(Request request) {
    boolean known = KNOWN_METHODS.contains(request.method());
    SpanBuilder builder =
        call.tracer()
            .spanBuilder(known ? request.method() : "HTTP")
            .setParent(call.parent())
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(METHOD, known ? request.method() : "_OTHER")
            .setAttribute(SERVER_ADDRESS, request.url().host())
            .setAttribute(SERVER_PORT, (long) request.url().port())
            .setAttribute(URL_FULL, SpanUrl.of(request.url()))
            .setAttribute(LB_NAME, call.balancer())
            .setAttribute(LB_POLICY, call.policy())
            .setAttribute(LB_ENDPOINT, endpointId)
            .setAttribute(LB_ATTEMPT, KINDS.get(kind));
    if (!known) {
      builder.setAttribute(METHOD_ORIGINAL, request.method());
    }
    if (attemptsBefore > 0) {
      builder.setAttribute(RESEND_COUNT, (long) attemptsBefore);
    }
    Span begun = builder.startSpan();
    context = context.with(begun);
    if (begun.isRecording()) {
      span = begun;
    }
  }

  /** Lets the server's spans be children of this one. */
  void propagate(Request.Builder builder) {
    call.propagator().inject(context, builder, HEADERS);
  }

  /** Notes whom the attempt talks to, or tries to. */
  void peer(InetSocketAddress address) {
    Span begun = span;
    if (begun != null && address.getAddress() != null) {
      begun.setAttribute(PEER_ADDRESS, address.getAddress().getHostAddress());
      begun.setAttribute(PEER_PORT, (long) address.getPort());
    }
  }

  /** The other attempt has won. */
  void lost() {
    lost = true;
  }

  void answered(Response response, Outcome outcome) {
    Span begun = span;
    if (begun == null) {
      return;
    }
    begun.setAttribute(STATUS, (long) response.code());
    begun.setAttribute(PROTOCOL_VERSION, version(response.protocol()));
    begun.setAttribute(LB_OUTCOME, OUTCOMES.get(outcome.kind()));
    if (response.code() >= 400) {
      begun.setAttribute(ERROR_TYPE, String.valueOf(response.code()));
      begun.setStatus(StatusCode.ERROR);
    }
    begun.end();
  }

  /**
   * Ends the span of an attempt without an answer.
   *
   * @param errorType of few values
   */
  void failed(String errorType, Outcome outcome) {
    Span begun = span;
    if (begun == null) {
      return;
    }
    begun.setAttribute(LB_OUTCOME, OUTCOMES.get(outcome.kind()));
    if (lost) {
      begun.setAttribute(HEDGE_LOST, true);
    } else {
      begun.setAttribute(ERROR_TYPE, errorType);
      begun.setStatus(StatusCode.ERROR);
    }
    begun.end();
  }

  private static String version(Protocol protocol) {
    return switch (protocol) {
      case HTTP_1_0 -> "1.0";
      case HTTP_1_1 -> "1.1";
      case HTTP_2, H2_PRIOR_KNOWLEDGE -> "2";
      case HTTP_3, QUIC -> "3";
      default -> protocol.toString();
    };
  }
}
