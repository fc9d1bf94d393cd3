package io.lb4j.okhttp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Messages as gRPC frames them: a byte that says whether they are compressed, four bytes of length,
 * a protocol buffer.
 */
final class GrpcMessage {

  private static final MediaType TYPE = MediaType.get("application/grpc");
  private static final int PREFIX_BYTES = 5;

  /** What is longer says more than how a service is. */
  private static final int MAX_BYTES = 8192;

  private static final int SERVICE_TAG = 1 << 3 | Protobuf.LENGTH_DELIMITED;

  private GrpcMessage() {}

  /** The message {@code HealthCheckRequest}; the whole server's is empty. */
  static RequestBody healthCheckRequest(String service) {
    Buffer message = new Buffer();
    if (!service.isEmpty()) {
      byte[] name = service.getBytes(StandardCharsets.UTF_8);
      message.writeByte(SERVICE_TAG);
      writeVarint(message, name.length);
      message.write(name);
    }
    Buffer frame = new Buffer();
    frame.writeByte(0).writeInt((int) message.size()).write(message, message.size());
    return RequestBody.create(frame.readByteString(), TYPE);
  }

  private static void writeVarint(Buffer message, int value) {
    int rest = value;
    while (rest > 0x7f) {
      message.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    message.writeByte(rest);
  }

  /** Reads the only message of a response, to its end; null if there is none. */
  static @Nullable Protobuf readOnly(BufferedSource body) throws IOException {
    if (body.request(MAX_BYTES + 1)) {
      throw new MalformedAnswerException("the answer is longer than " + MAX_BYTES + " bytes");
    }
    if (body.exhausted()) {
      return null;
    }
    if (!body.request(PREFIX_BYTES)) {
      throw new MalformedAnswerException("the answer is cut off");
    }
    if (body.readByte() != 0) {
      throw new MalformedAnswerException("the answer is compressed, which was not asked for");
    }
    int length = body.readInt();
    byte[] message = body.readByteArray();
    if (length != message.length) {
      throw new MalformedAnswerException(
          "the answer is cut off or more than one message: "
              + message.length
              + " bytes follow where "
              + Integer.toUnsignedString(length)
              + " were announced");
    }
    return Protobuf.of(message);
  }
}
