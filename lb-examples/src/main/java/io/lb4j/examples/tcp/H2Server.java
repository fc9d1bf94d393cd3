package io.lb4j.examples.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.tools.Server;

/** H2, which speaks PostgreSQL's protocol too: for machines without PostgreSQL. */
final class H2Server implements Database {

  private static final String NAME = "orders";

  /** Behind the directory: the file's name, and what makes H2 understand the driver. */
  private static final String SETTINGS =
      "/orders;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

  private final Server server;

  private H2Server(Server server) {
    this.server = server;
  }

  /**
   * Starts a server.
   *
   * @param directory where its files go; empty
   */
  static H2Server start(Path directory) throws IOException {
    try {
      return new H2Server(
          Server.createPgServer("-pgPort", "0", "-ifNotExists", "-key", NAME, directory + SETTINGS)
              .start());
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String user() {
    return "sa";
  }

  @Override
  public String password() {
    return "sa";
  }

  /** Returns when nobody is let in any more, which the server's own stop does not wait for. */
  @Override
  public void close() {
    int port = port();
    server.stop();
    while (accepts(port)) {
      Thread.onSpinWait();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "H2 in PostgreSQL server mode";
  }
}
