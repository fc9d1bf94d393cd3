package io.lb4j.okhttp;

import java.util.Base64;

/**
 * The binary form of a load report: the protocol buffer {@code xds.data.orca.v3.OrcaLoadReport} in
 * Base64. Fields that no policy asks for are skipped.
 */
final class OrcaBinary {

  private static final int CPU_UTILIZATION = 1;
  private static final int RPS_FRACTIONAL = 6;
  private static final int EPS = 7;
  private static final int NAMED_METRICS = 8;
  private static final int APPLICATION_UTILIZATION = 9;
  private static final int MAP_KEY = 1;
  private static final int MAP_VALUE = 2;

  private OrcaBinary() {}

  static void read(String base64, OrcaMetrics metrics) throws MalformedAnswerException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new MalformedAnswerException(MalformedAnswerException.quote(base64) + " is not Base64");
    }
    readReport(Protobuf.of(bytes), metrics);
  }

  private static void readReport(Protobuf report, OrcaMetrics metrics)
      throws MalformedAnswerException {
    while (report.next()) {
      String name = name(report);
      if (!name.isEmpty()) {
        metrics.put(name, report.readDouble());
      } else if (report.is(NAMED_METRICS, Protobuf.LENGTH_DELIMITED)) {
        readNamed(report.readMessage(), metrics);
      } else {
        report.skip();
      }
    }
  }

  private static String name(Protobuf report) {
    if (report.is(CPU_UTILIZATION, Protobuf.FIXED_64)) {
      return "cpu_utilization";
    }
    if (report.is(RPS_FRACTIONAL, Protobuf.FIXED_64)) {
      return "rps_fractional";
    }
    if (report.is(EPS, Protobuf.FIXED_64)) {
      return "eps";
    }
    return report.is(APPLICATION_UTILIZATION, Protobuf.FIXED_64) ? "application_utilization" : "";
  }

  /** Reads an entry of a map, which is a message of a key and a value; defaults may be left out. */
  private static void readNamed(Protobuf entry, OrcaMetrics metrics)
      throws MalformedAnswerException {
    String name = "";
    double value = 0;
    while (entry.next()) {
      if (entry.is(MAP_KEY, Protobuf.LENGTH_DELIMITED)) {
        name = entry.readString();
      } else if (entry.is(MAP_VALUE, Protobuf.FIXED_64)) {
        value = entry.readDouble();
      } else {
        entry.skip();
      }
    }
    metrics.putNamed(name, value);
  }
}
