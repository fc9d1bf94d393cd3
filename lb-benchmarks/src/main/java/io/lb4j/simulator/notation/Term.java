package io.lb4j.simulator.notation;

import java.util.ArrayList;
import java.util.List;

/**
 * A name with arguments, which are terms themselves: {@code bimodal(1ms, exponential(50ms), 1%)}. A
 * quantity is a term without arguments.
 *
 * @param name what stands before the parenthesis
 * @param arguments what stands within; empty without parentheses
 */
public record Term(String name, List<Term> arguments) {

  /**
   * Keeps a copy of the arguments.
   *
   * @param name {@link #name()}
   * @param arguments {@link #arguments()}
   */
  public Term {
    arguments = List.copyOf(arguments);
  }

  /**
   * Reads a term.
   *
   * @param text such as {@code normal(167ms, 5ms)}
   * @return the term
   * @throws IllegalArgumentException if parentheses or commas are wrong; the message quotes the
   *     text
   */
  public static Term parse(String text) {
    Reader reader = new Reader(text);
    Term term = reader.term();
    reader.expectEnd();
    return term;
  }

  /**
   * Returns an argument that must be there.
   *
   * @param index from 0
   * @param meaning what it is, for the message
   * @return the argument
   * @throws IllegalArgumentException if there are fewer
   */
  public Term argument(int index, String meaning) {
    if (index >= arguments.size()) {
      throw new IllegalArgumentException(
          "\"" + this + "\" lacks its argument " + (index + 1) + ", " + meaning);
    }
    return arguments.get(index);
  }

  /**
   * Checks how many arguments there are.
   *
   * @param usage how it should be written, for the message
   * @param least at least so many
   * @param most at most so many
   * @return this
   * @throws IllegalArgumentException if there are more or fewer
   */
  public Term with(String usage, int least, int most) {
    if (arguments.size() < least || arguments.size() > most) {
      throw new IllegalArgumentException(
          "\"" + this + "\" has " + arguments.size() + " arguments; write " + usage);
    }
    return this;
  }

  /**
   * Returns the text of a term that must be a mere quantity.
   *
   * @return the name
   * @throws IllegalArgumentException if it has arguments
   */
  public String text() {
    if (!arguments.isEmpty()) {
      throw new IllegalArgumentException("\"" + this + "\" should be a mere number with its unit");
    }
    return name;
  }

  @Override
  public String toString() {
    return arguments.isEmpty()
        ? name
        : name + "(" + String.join(", ", arguments.stream().map(Term::toString).toList()) + ")";
  }

  private static final class Reader {

    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Term term() {
      int start = at;
      while (at < text.length() && "(),".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String name = text.substring(start, at).strip();
      if (name.isEmpty()) {
        throw wrong("a name or a number is missing at position " + (at + 1));
      }
      List<Term> arguments = new ArrayList<>();
      if (at < text.length() && text.charAt(at) == '(') {
        do {
          at++;
          arguments.add(term());
        } while (at < text.length() && text.charAt(at) == ',');
        if (at >= text.length() || text.charAt(at) != ')') {
          throw wrong("a closing parenthesis is missing");
        }
        at++;
        while (at < text.length() && text.charAt(at) == ' ') {
          at++;
        }
      }
      return new Term(name, arguments);
    }

    void expectEnd() {
      if (at < text.length()) {
        throw wrong("\"" + text.substring(at) + "\" is too much");
      }
    }

    private IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException("in \"" + text + "\" " + what);
    }
  }
}
