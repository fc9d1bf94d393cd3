package io.lb4j.examples;

import java.io.Console;

/** What the standard output is connected to. */
public final class Terminal {

  private Terminal() {}

  /** Whether a person is watching, on a screen where the cursor can be moved. */
  @SuppressWarnings("SystemConsoleNull") // Null on JDK 17 to 21; later ones are asked below.
  public static boolean isInteractive() {
    Console console = System.console();
    return console != null && isTerminal(console) && !"dumb".equals(System.getenv("TERM"));
  }

  /** Whether that person has not asked for plain text; see no-color.org. */
  public static boolean wantsColors() {
    String noColor = System.getenv("NO_COLOR");
    return noColor == null || noColor.isEmpty();
  }

  /** From JDK 22 on there is always a console, and a method to ask what it is. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
