package io.lb4j.okhttp;

import io.lb4j.health.CheckResult;
import java.io.IOException;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a gRPC server says about a service.
 *
 * @param service what was asked for; empty for the whole server
 */
record GrpcHealthAnswer(String service) {

  private static final int STATUS = 1;

  private static final String OK = "0";
  private static final String NOT_FOUND = "5";
  private static final String UNIMPLEMENTED = "12";

  /**
   * Judges a response.
   *
   * @throws IOException if it breaks off or is no answer of gRPC
   */
  CheckResult judge(Response response) throws IOException {
    if (response.protocol() == Protocol.HTTP_1_1 || response.protocol() == Protocol.HTTP_1_0) {
      return CheckResult.failed("it speaks " + response.protocol() + "; gRPC needs HTTP/2");
    }
    if (response.code() != 200) {
      return CheckResult.failed("status " + response.code() + "; a gRPC server answers 200");
    }
    String type = response.header("content-type", "");
    if (!type.startsWith("application/grpc")) {
      return CheckResult.failed(
          "the content is "
              + MalformedAnswerException.quote(type)
              + "; a gRPC server's is application/grpc");
    }
    Protobuf message = GrpcMessage.readOnly(response.body().source());
    // A call that fails at once has its status among the headers.
    Headers end = response.header("grpc-status") == null ? response.trailers() : response.headers();
    String status = end.get("grpc-status");
    return OK.equals(status) ? serving(message) : CheckResult.failed(failure(status, end));
  }

  private CheckResult serving(@Nullable Protobuf message) throws MalformedAnswerException {
    if (message == null) {
      throw new MalformedAnswerException("the answer has no message");
    }
    // Defaults are left out, and of a field that is there twice the last one counts.
    long status = 0;
    while (message.next()) {
      if (message.is(STATUS, Protobuf.VARINT)) {
        status = message.readVarint();
      } else {
        message.skip();
      }
    }
    return status == 1
        ? CheckResult.passed()
        : CheckResult.failed(subject() + " is " + name(status));
  }

  private static String name(long status) {
    // A switch takes no long.
    if (status == 0) {
      return "UNKNOWN";
    }
    if (status == 2) {
      return "NOT_SERVING";
    }
    return status == 3 ? "SERVICE_UNKNOWN" : "in state " + status + ", which is not known here";
  }

  private String failure(@Nullable String status, Headers end) {
    if (status == null) {
      return "the answer has no grpc-status";
    }
    String message = end.get("grpc-message");
    return switch (status) {
      case UNIMPLEMENTED -> "the server has no health service: grpc.health.v1.Health is missing";
      case NOT_FOUND -> "the server does not know " + subject();
      default ->
          "gRPC status "
              + MalformedAnswerException.quote(status)
              + ": "
              + MalformedAnswerException.quote(message == null ? "" : message);
    };
  }

  private String subject() {
    return service.isEmpty() ? "the server" : "service " + service;
  }
}
