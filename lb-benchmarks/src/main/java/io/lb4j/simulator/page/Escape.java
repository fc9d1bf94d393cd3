package io.lb4j.simulator.page;

/** Makes text from outside harmless where it stands in a page. */
final class Escape {

  private Escape() {}

  /** Text between tags or in quotes. */
  static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * JSON in a script element, which ends at the first end tag wherever that stands. Angle brackets
   * occur in JSON's strings only, where they may be written as numbers.
   */
  static String scriptData(String json) {
    return json.replace("<", "\\u003c").replace(">", "\\u003e");
  }
}
