package io.lb4j.dns;

import java.io.IOException;

/** Says why a name gave no endpoints, in one line. */
final class DnsFailure extends IOException {

  private static final long serialVersionUID = 1;

  DnsFailure(String message) {
    super(message);
  }
}
