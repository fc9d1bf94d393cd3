package io.lb4j.examples.quickstart;

import java.util.List;
import java.util.stream.Collectors;

/** Shortens ids for narrow tables: all servers are on one address, so the port tells them apart. */
final class Label {

  private Label() {}

  static String of(String endpointId) {
    return endpointId.substring(endpointId.lastIndexOf(':'));
  }

  static String of(List<String> endpointIds) {
    return endpointIds.stream().map(Label::of).collect(Collectors.joining(", "));
  }
}
