package io.lb4j.okhttp;

import io.lb4j.health.CheckResult;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import okhttp3.MediaType;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of the answer to a health check by HTTP.
 *
 * @param expected statuses that pass
 * @param degraded statuses of those who serve badly, whatever is expected
 * @param degradedHeader says the same, or null
 * @param body what must be found in the body, or null
 * @param maxBodyBytes how much of the body is read
 */
record HealthAnswer(
    List<StatusRange> expected,
    List<StatusRange> degraded,
    @Nullable DegradedHeader degradedHeader,
    @Nullable Pattern body,
    int maxBodyBytes) {

  static final int DEFAULT_MAX_BODY_BYTES = 64 * 1024;
  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  HealthAnswer {
    expected = List.copyOf(expected);
    degraded = List.copyOf(degraded);
    if (maxBodyBytes < 1 || maxBodyBytes > MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "maxBodyBytes is " + maxBodyBytes + "; it must be 1 to " + MAX_BODY_BYTES);
    }
    if (body != null && body.pattern().isEmpty()) {
      throw new IllegalArgumentException(
          "the body is to contain an empty text, as every one does; name a text, or demand none");
    }
  }

  /**
   * Judges a response.
   *
   * @throws IOException if it breaks off
   */
  CheckResult judge(Response response) throws IOException {
    boolean isDegraded = StatusRange.anyHas(degraded, response.code());
    if (!isDegraded && !StatusRange.anyHas(expected, response.code())) {
      return CheckResult.failed(unexpected(response));
    }
    String text = readBody(response);
    if (body != null && !body.matcher(text).find()) {
      return CheckResult.failed(
          "the body has no match of "
              + MalformedAnswerException.quote(body.pattern())
              + "; it begins with "
              + MalformedAnswerException.quote(text));
    }
    if (isDegraded) {
      return CheckResult.degraded("status " + response.code());
    }
    String said = degradedHeader == null ? null : degradedHeader.in(response);
    return said == null ? CheckResult.passed() : CheckResult.degraded(said);
  }

  private String unexpected(Response response) {
    String reason =
        "status "
            + response.code()
            + ", expected "
            + expected.stream().map(StatusRange::toString).collect(Collectors.joining(", "));
    return response.isRedirect()
        ? reason
            + "; redirects are not followed, this one leads to "
            + MalformedAnswerException.quote(response.header("Location", ""))
        : reason;
  }

  /** Reads to the end, as a body that breaks off is no answer, or as far as is allowed. */
  private String readBody(Response response) throws IOException {
    BufferedSource source = response.body().source();
    source.request(maxBodyBytes);
    if (body == null) {
      return "";
    }
    long length = Math.min(maxBodyBytes, source.getBuffer().size());
    MediaType type = response.body().contentType();
    Charset charset = type == null ? null : type.charset();
    return source.readString(length, charset == null ? StandardCharsets.UTF_8 : charset);
  }
}
