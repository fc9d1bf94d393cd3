package io.lb4j.examples.tcp;

import java.io.IOException;

/** A server that PostgreSQL's driver can talk to. */
interface Database extends AutoCloseable {

  /** Listens here, on the loopback interface. */
  int port();

  /** The database that exists from the beginning. */
  String name();

  /** Who may do everything. */
  String user();

  /** That user's password. */
  String password();

  /** Dies; closing it again does nothing. */
  @Override
  void close() throws IOException;
}
