package io.lb4j.examples;

import io.lb4j.Balancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.invoke.Invoker;
import io.lb4j.request.SelectionContext;
import io.lb4j.select.SelectionPolicies;
import io.lb4j.snapshot.EndpointSnapshot;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Anything can be an endpoint's target; here it is a data source. */
@Command(
    name = "jdbc-replicas",
    mixinStandardHelpOptions = true,
    header = "Reads from three database replicas, one of which is shut down.",
    description =
        "%nBalances over data sources instead of URLs: the core knows no HTTP. Every read goes"
            + " through an Invoker, which retries it on another replica when one fails.%n")
final class JdbcReplicas implements Callable<Integer> {

  private static final int REPLICAS = 3;
  private static final int READS = 2400;
  private static final int READS_BEFORE_SHUTDOWN = 1600;

  /**
   * A read every millisecond or so. Faster than any network, they would be done with before the
   * balancer has made up its mind, and use up the budget for retries.
   */
  private static final int PAUSE_MILLIS = 1;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws SQLException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<Endpoint<DataSource>> replicas = new ArrayList<>();
    for (int i = 1; i <= REPLICAS; i++) {
      replicas.add(startReplica("replica-" + i));
    }
    try (Balancer<DataSource> prices =
        Balancer.<DataSource>builder("prices")
            .endpoints(replicas)
            .policy(SelectionPolicies.roundRobin())
            .build()) {
      // Reads may be repeated, so a replica that fails one costs the caller nothing.
      Invoker<DataSource> reads = Invoker.<DataSource>of(prices).idempotent();
      for (int i = 1; i <= READS; i++) {
        int price = reads.call(SelectionContext.none(), JdbcReplicas::readPrice);
        if (price != 42) {
          throw new IllegalStateException("read " + i + " answered " + price);
        }
        if (i == READS_BEFORE_SHUTDOWN) {
          shutDown(replicas.get(1).target());
          out.printf("after %d reads replica-2 is shut down%n", i);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      out.printf("%d reads, none failed%n", READS);
      prices.snapshot().endpoints().forEach(replica -> out.println(describe(replica)));
    } finally {
      for (Endpoint<DataSource> replica : replicas) {
        shutDown(replica.target());
      }
    }
    out.flush();
    return 0;
  }

  private static int readPrice(DataSource replica) throws SQLException {
    try (Connection connection = replica.getConnection();
        Statement statement = connection.createStatement();
        ResultSet prices = statement.executeQuery("SELECT amount FROM price")) {
      prices.next();
      return prices.getInt("amount");
    }
  }

  /** An embedded database with one table. */
  private static Endpoint<DataSource> startReplica(String name) throws SQLException {
    try (Connection connection = dataSource(name, "DB_CLOSE_DELAY=-1").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE price AS SELECT 42 AS amount");
    }
    // Without this a client of a database that was shut down would be given a new, empty one.
    return Endpoint.of(name, dataSource(name, "IFEXISTS=TRUE"));
  }

  private static JdbcDataSource dataSource(String name, String option) {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:" + name + ";" + option);
    return dataSource;
  }

  private static void shutDown(DataSource replica) {
    try (Connection connection = replica.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN");
    } catch (SQLException e) {
      // Shut down before.
    }
  }

  private static String describe(EndpointSnapshot replica) {
    String reason = replica.verdicts().isEmpty() ? "" : ": " + replica.verdicts().get(0).reason();
    return String.format(
        Locale.ROOT,
        "  %s  %4d attempts, %d failed  %s%s",
        replica.id(),
        replica.counts().total(),
        replica.counts().failures(),
        replica.state(),
        reason);
  }
}
