package io.lb4j.examples.tcp;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.socket.BalancedSocketFactory;
import io.lb4j.socket.DriverSocketFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * PostgreSQL's driver on two databases, one of which dies. The driver knows neither: its URL names
 * the balancer, and its settings the class that finds it.
 */
final class DatabaseClients {

  private static final String BALANCER = "orders-db";
  private static final int CONNECTIONS = 40;

  /** Spares a round trip of settings that only very old servers need, and that H2 does not know. */
  private static final String NO_SETUP = "assumeMinServerVersion=9.0";

  private final Database first;
  private final Database second;

  DatabaseClients(Database first, Database second) {
    this.first = first;
    this.second = second;
  }

  /** Returns whether all connections stood, and the last ones led to the database that lives. */
  boolean run(PrintWriter out) throws SQLException, IOException {
    nameItself("db-1", first);
    nameItself("db-2", second);
    try (Balancer<InetSocketAddress> balancer =
        Balancer.<InetSocketAddress>builder(BALANCER)
            .endpoints(
                Endpoint.of(
                    "db-1", new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port())),
                Endpoint.of(
                    "db-2", new InetSocketAddress(InetAddress.getLoopbackAddress(), second.port())))
            .policy(SelectionPolicies.roundRobin())
            .build()) {
      DriverSocketFactory.register(BalancedSocketFactory.of(balancer));
      Map<String, Integer> before = connect();
      first.close();
      Map<String, Integer> after = connect();
      out.printf(
          "JDBC on %s: %d connections led to %s; db-1 dies; %d led to %s%n",
          first, CONNECTIONS, before, CONNECTIONS, after);
      return before.keySet().size() == 2 && after.equals(Map.of("db-2", CONNECTIONS));
    } finally {
      DriverSocketFactory.unregister(BALANCER);
    }
  }

  private Map<String, Integer> connect() throws SQLException {
    String url =
        "jdbc:postgresql://%s/%s?%s&socketFactory=%s&socketFactoryArg=%s"
            .formatted(
                BALANCER, first.name(), NO_SETUP, DriverSocketFactory.class.getName(), BALANCER);
    Map<String, Integer> led = new TreeMap<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      try (Connection connection =
              DriverManager.getConnection(url, first.user(), first.password());
          Statement statement = connection.createStatement();
          ResultSet names = statement.executeQuery("SELECT name FROM myself")) {
        names.next();
        led.merge(names.getString("name"), 1, Integer::sum);
      }
    }
    return led;
  }

  private static void nameItself(String name, Database database) throws SQLException {
    String url =
        "jdbc:postgresql://127.0.0.1:%d/%s?%s"
            .formatted(database.port(), database.name(), NO_SETUP);
    try (Connection connection =
            DriverManager.getConnection(url, database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE myself AS SELECT '" + name + "' AS name");
    }
  }
}
