package io.lb4j.okhttp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The binary form of a load report: the protocol buffer {@code xds.data.orca.v3.OrcaLoadReport} in
 * Base64. Fields that no policy asks for are skipped.
 */
final class OrcaBinary {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private static final int NAMED_METRICS = 8;
  private static final int MAP_KEY = 1;
  private static final int MAP_VALUE = 2;

  private OrcaBinary() {}

  static void read(String base64, OrcaMetrics metrics) throws MalformedLoadException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new MalformedLoadException(MalformedLoadException.quote(base64) + " is not Base64");
    }
    try {
      readReport(little(ByteBuffer.wrap(bytes)), metrics);
    } catch (BufferUnderflowException e) {
      throw new MalformedLoadException("the protocol buffer is cut off");
    }
  }

  private static void readReport(ByteBuffer report, OrcaMetrics metrics)
      throws MalformedLoadException {
    while (report.hasRemaining()) {
      long tag = readVarint(report);
      int type = (int) tag & 7;
      long field = tag >>> 3;
      String name = type == FIXED_64 ? name(field) : "";
      if (!name.isEmpty()) {
        metrics.put(name, report.getDouble());
      } else if (field == NAMED_METRICS && type == LENGTH_DELIMITED) {
        readNamed(readSlice(report), metrics);
      } else {
        skip(report, type);
      }
    }
  }

  private static String name(long field) {
    // A switch takes no long.
    if (field == 1) {
      return "cpu_utilization";
    }
    if (field == 6) {
      return "rps_fractional";
    }
    if (field == 7) {
      return "eps";
    }
    return field == 9 ? "application_utilization" : "";
  }

  /** Reads an entry of a map, which is a message of a key and a value; defaults may be left out. */
  private static void readNamed(ByteBuffer entry, OrcaMetrics metrics)
      throws MalformedLoadException {
    String name = "";
    double value = 0;
    while (entry.hasRemaining()) {
      long tag = readVarint(entry);
      int type = (int) tag & 7;
      long field = tag >>> 3;
      if (field == MAP_KEY && type == LENGTH_DELIMITED) {
        name = StandardCharsets.UTF_8.decode(readSlice(entry)).toString();
      } else if (field == MAP_VALUE && type == FIXED_64) {
        value = entry.getDouble();
      } else {
        skip(entry, type);
      }
    }
    metrics.putNamed(name, value);
  }

  private static void skip(ByteBuffer message, int type) throws MalformedLoadException {
    switch (type) {
      case VARINT -> readVarint(message);
      case FIXED_64 -> message.getLong();
      case LENGTH_DELIMITED -> readSlice(message);
      case FIXED_32 -> message.getInt();
      default ->
          throw new MalformedLoadException("the protocol buffer has a field of type " + type);
    }
  }

  private static ByteBuffer readSlice(ByteBuffer message) throws MalformedLoadException {
    long length = readVarint(message);
    if (length < 0 || length > message.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer slice = little(message.slice(message.position(), (int) length));
    message.position(message.position() + (int) length);
    return slice;
  }

  private static long readVarint(ByteBuffer message) throws MalformedLoadException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = message.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedLoadException("the protocol buffer has a number of more than 64 bits");
  }

  private static ByteBuffer little(ByteBuffer buffer) {
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }
}
