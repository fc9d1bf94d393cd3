package io.lb4j.okhttp;

import java.io.IOException;
import java.time.Duration;
import okio.ByteString;

/**
 * What becomes of a server's response on its way through a {@link FaultProxy}. The request has
 * reached the server by then, which is the worst case for those who would send it again.
 */
sealed interface Fault {

  Fault PASS = new Pass();
  Fault REFUSE = new Refuse();
  Fault RESET = new Reset();
  Fault SILENT = new Silent();

  /** Handles some bytes of a response; false if the connection ends with them. */
  boolean handle(byte[] bytes, FaultyConnection connection) throws IOException;

  /** None. */
  record Pass() implements Fault {
    @Override
    public boolean handle(byte[] bytes, FaultyConnection connection) throws IOException {
      connection.answer(bytes, bytes.length);
      return true;
    }
  }

  /** Nobody listens any more, as when a process has ended: what was open is closed. */
  record Refuse() implements Fault {
    @Override
    public boolean handle(byte[] bytes, FaultyConnection connection) {
      return false;
    }
  }

  /** New connections are reset once they are made, and open ones in place of a response. */
  record Reset() implements Fault {
    @Override
    public boolean handle(byte[] bytes, FaultyConnection connection) throws IOException {
      connection.reset();
      return false;
    }
  }

  /** Nothing comes back, on open connections either: a black hole. */
  record Silent() implements Fault {
    @Override
    public boolean handle(byte[] bytes, FaultyConnection connection) {
      return true;
    }
  }

  /** The connection is closed after a number of bytes, or at once if it has seen more before. */
  record Truncate(int length) implements Fault {
    @Override
    public boolean handle(byte[] bytes, FaultyConnection connection) throws IOException {
      long left = length - connection.answeredBytes();
      if (left > 0) {
        connection.answer(bytes, (int) Math.min(left, bytes.length));
      }
      return left > bytes.length;
    }
  }

  /** The response comes byte by byte. */
  record Drip(Duration interval) implements Fault {
    @Override
    public boolean handle(byte[] bytes, FaultyConnection connection) throws IOException {
      for (byte one : bytes) {
        if (!connection.staysOpenFor(interval)) {
          return false;
        }
        connection.answer(new byte[] {one}, 1);
      }
      return true;
    }
  }

  /** Other bytes come back, and then the end. */
  record Garbage(ByteString bytes) implements Fault {
    @Override
    public boolean handle(byte[] ignored, FaultyConnection connection) throws IOException {
      connection.answer(bytes.toByteArray(), bytes.size());
      return false;
    }
  }
}
