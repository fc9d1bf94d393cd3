package io.lb4j.examples;

import io.lb4j.examples.demo.Demo;
import io.lb4j.examples.gateway.GatewayCommand;
import io.lb4j.examples.quickstart.Quickstart;
import io.lb4j.examples.tcp.Tcp;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry of the examples jar. */
@Command(
    name = "lb-examples",
    mixinStandardHelpOptions = true,
    version = "lb4j examples",
    header = "Examples of lb4j, client-side load balancing for Java.",
    synopsisSubcommandLabel = "COMMAND",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footer =
        "%n'COMMAND --help' tells more about a command. Start with 'quickstart', or with 'demo' for"
            + " a browser.",
    subcommands = {
      Quickstart.class,
      Demo.class,
      Select.class,
      Health.class,
      Zones.class,
      Discovery.class,
      JdbcReplicas.class,
      OwnPolicy.class,
      Tcp.class,
      CanaryRamp.class,
      GatewayCommand.class,
      Sticky.class
    })
public final class Main {

  private Main() {}

  /** Runs the command that the arguments name. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** All commands, ready to run. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              command.getErr().println(command.getCommandName() + " failed: " + exception);
              return CommandLine.ExitCode.SOFTWARE;
            });
  }
}
