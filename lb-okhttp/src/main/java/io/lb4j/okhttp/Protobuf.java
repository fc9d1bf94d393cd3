package io.lb4j.okhttp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A protocol buffer that is read field by field, without a schema. Whoever reads skips what it does
 * not know. Not thread-safe.
 */
final class Protobuf {

  static final int VARINT = 0;
  static final int FIXED_64 = 1;
  static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private static final int TYPE_BITS = 3;

  private final ByteBuffer bytes;
  private long field;
  private int type;

  private Protobuf(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  static Protobuf of(byte[] message) {
    return new Protobuf(ByteBuffer.wrap(message));
  }

  /** Goes to the next field, whose value has to be read or skipped; false at the end. */
  boolean next() throws MalformedAnswerException {
    if (!bytes.hasRemaining()) {
      return false;
    }
    long tag = readVarint();
    field = tag >>> TYPE_BITS;
    type = (int) tag & ((1 << TYPE_BITS) - 1);
    return true;
  }

  /** Tells whether this is the field of a number and a wire type. */
  boolean is(long number, int wireType) {
    return field == number && type == wireType;
  }

  long readVarint() throws MalformedAnswerException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = require(1).get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedAnswerException("the protocol buffer has a number of more than 64 bits");
  }

  double readDouble() throws MalformedAnswerException {
    return require(Double.BYTES).getDouble();
  }

  String readString() throws MalformedAnswerException {
    return StandardCharsets.UTF_8.decode(take(readVarint())).toString();
  }

  Protobuf readMessage() throws MalformedAnswerException {
    return new Protobuf(take(readVarint()));
  }

  void skip() throws MalformedAnswerException {
    switch (type) {
      case VARINT -> readVarint();
      case FIXED_64 -> take(Long.BYTES);
      case LENGTH_DELIMITED -> take(readVarint());
      case FIXED_32 -> take(Integer.BYTES);
      default ->
          throw new MalformedAnswerException("the protocol buffer has a field of type " + type);
    }
  }

  private ByteBuffer take(long length) throws MalformedAnswerException {
    ByteBuffer slice = require(length).slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    return slice;
  }

  private ByteBuffer require(long length) throws MalformedAnswerException {
    if (length < 0 || length > bytes.remaining()) {
      throw new MalformedAnswerException("the protocol buffer is cut off");
    }
    return bytes;
  }
}
