package io.lb4j.route;

import io.lb4j.endpoint.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * Which paths a rule is for, segment by segment.
 *
 * @param text as the user wrote it, with what kind it is
 * @param segments what the path has to begin with
 * @param open whether more segments may follow
 * @param literals how many segments a table can find: those before the first that may be anything
 */
record PathPattern(String text, List<Segment> segments, boolean open, int literals) {

  /**
   * One segment, without slashes.
   *
   * @param literal what it has to be, unless any
   * @param any whether any that is not empty will do
   */
  record Segment(String literal, boolean any) {

    boolean matches(String path, int from, int to) {
      return any ? to > from : to - from == literal.length() && path.startsWith(literal, from);
    }

    boolean covers(Segment other) {
      return any
          ? other.any || !other.literal.isEmpty()
          : !other.any && literal.equals(other.literal);
    }
  }

  private static PathPattern of(String text, List<Segment> segments, boolean open) {
    int literals = 0;
    while (literals < segments.size() && !segments.get(literals).any()) {
      literals++;
    }
    return new PathPattern(text, List.copyOf(segments), open, literals);
  }

  static PathPattern exact(String path) {
    return of("path " + path, literals(path), false);
  }

  static PathPattern prefix(String path) {
    List<Segment> segments = literals(path);
    if (path.equals("/")) {
      return of("path prefix /", List.of(), true);
    }
    if (path.endsWith("/")) {
      throw refused(path, "as a prefix it ends without a slash; /a matches /a, /a/ and /a/b");
    }
    return of("path prefix " + path, segments, true);
  }

  /** Reads a pattern such as {@code /users/{id}/orders/*} or {@code /static/**}. */
  static PathPattern pattern(String pattern) {
    boolean open = pattern.endsWith("/**");
    String closed = open ? pattern.substring(0, pattern.length() - "/**".length()) : pattern;
    List<Segment> segments = new ArrayList<>();
    if (!closed.isEmpty()) {
      for (Segment segment : split(pattern, closed)) {
        segments.add(segment(pattern, segment.literal()));
      }
    }
    return of("path pattern " + pattern, segments, open);
  }

  private static Segment segment(String pattern, String text) {
    boolean named = text.startsWith("{") && text.endsWith("}") && text.length() > 2;
    if (text.equals("*") || (named && isName(text.substring(1, text.length() - 1)))) {
      return new Segment(text, true);
    }
    if (text.indexOf('*') >= 0 || text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      throw refused(pattern, "* and {name} stand for a whole segment, and ** for the rest");
    }
    return new Segment(text, false);
  }

  private static boolean isName(String text) {
    return text.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-');
  }

  private static List<Segment> literals(String path) {
    if (path.indexOf('*') >= 0 || path.indexOf('{') >= 0) {
      throw refused(path, "it holds a wildcard; use pathPattern");
    }
    return split(path, path);
  }

  private static List<Segment> split(String text, String path) {
    if (!path.startsWith("/")) {
      throw refused(text, "it does not begin with a slash");
    }
    String ambiguity = PathAmbiguity.in(path);
    if (ambiguity != null) {
      throw refused(text, "it holds " + ambiguity);
    }
    List<Segment> segments = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      segments.add(new Segment(segment, false));
    }
    return segments;
  }

  boolean matches(String path) {
    if (!path.startsWith("/")) {
      return false;
    }
    int from = 1;
    for (int i = 0; i < segments.size(); i++) {
      if (from > path.length()) {
        return false;
      }
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      if (!segments.get(i).matches(path, from, to)) {
        return false;
      }
      from = to + 1;
    }
    return open || from > path.length();
  }

  /** Whether this matches whatever the other one does. */
  boolean covers(PathPattern other) {
    if (open ? other.segments.size() < segments.size() : isUnlike(other)) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      if (!segments.get(i).covers(other.segments.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isUnlike(PathPattern other) {
    return other.open || other.segments.size() != segments.size();
  }

  /** Whether a path that begins with the literals matches, whatever follows. */
  boolean isOnlyLiterals() {
    return open && literals == segments.size();
  }

  private static IllegalArgumentException refused(String text, String why) {
    return new IllegalArgumentException("path \"" + Names.escape(text) + "\" is refused: " + why);
  }

  @Override
  public String toString() {
    return text;
  }
}
