package io.lb4j.examples.tcp;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Layer 4: what is balanced is a connection, or a flow. */
@Command(
    name = "tcp",
    mixinStandardHelpOptions = true,
    header = "Connects sockets, sends datagrams and opens databases while servers die.",
    description =
        "%nThe databases are PostgreSQL if it is installed, and otherwise H2, which speaks its"
            + " protocol.%n")
public final class Tcp implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  @Option(names = "--h2", description = "Use H2 even if PostgreSQL is installed.")
  private boolean h2;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException, SQLException {
    PrintWriter out = spec.commandLine().getOut();
    boolean echoed = new EchoClients().run(out);
    boolean together = new DatagramSender().run(out);
    boolean queried = queryDatabases(out);
    out.flush();
    return echoed && together && queried ? 0 : 1;
  }

  private boolean queryDatabases(PrintWriter out)
      throws IOException, InterruptedException, SQLException {
    Path files = Files.createTempDirectory("lb-examples-tcp");
    try {
      Path firstFiles = Files.createDirectory(files.resolve("db-1"));
      Path secondFiles = Files.createDirectory(files.resolve("db-2"));
      boolean postgres = !h2 && PostgresServer.isInstalled();
      if (postgres) {
        // Its server, which may run as somebody else, must be able to reach its own directory.
        files.toFile().setExecutable(true, false);
      }
      try (Database first =
              postgres ? PostgresServer.start(firstFiles) : H2Server.start(firstFiles);
          Database second =
              postgres ? PostgresServer.start(secondFiles) : H2Server.start(secondFiles)) {
        return new DatabaseClients(first, second).run(out);
      }
    } finally {
      delete(files);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(directory)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
