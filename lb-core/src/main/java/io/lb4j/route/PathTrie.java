package io.lb4j.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the rules whose literal segments a path begins with. Every node lists those of its
 * ancestors too, in order, so that a look-up goes down once and then tries one short list.
 *
 * <p>Children are in an open hash table that is asked with a part of the path, so that no segment
 * is cut out of it.
 */
final class PathTrie<R, D> {

  private static final class Draft<R, D> {
    private final Map<String, Draft<R, D>> children = new HashMap<>();
    private final List<Rule<R, D>> rules = new ArrayList<>();
  }

  private final List<Rule<R, D>> rules;
  private final String[] names;
  private final List<PathTrie<R, D>> children;
  private final int[] childOf;

  private PathTrie(Draft<R, D> draft, List<Rule<R, D>> inherited) {
    List<Rule<R, D>> all = new ArrayList<>(inherited);
    all.addAll(draft.rules);
    all.sort(Comparator.comparingInt(Rule::place));
    this.rules = List.copyOf(all);
    this.names = new String[Integer.highestOneBit(2 * draft.children.size() + 1) * 2];
    this.childOf = new int[names.length];
    List<PathTrie<R, D>> built = new ArrayList<>();
    draft.children.forEach(
        (name, child) -> {
          int slot = hash(name, 0, name.length()) & (names.length - 1);
          while (names[slot] != null) {
            slot = (slot + 1) & (names.length - 1);
          }
          names[slot] = name;
          childOf[slot] = built.size();
          built.add(new PathTrie<>(child, rules));
        });
    this.children = List.copyOf(built);
  }

  static <R, D> PathTrie<R, D> of(List<Rule<R, D>> rules) {
    Draft<R, D> root = new Draft<>();
    for (Rule<R, D> rule : rules) {
      Draft<R, D> at = root;
      PathPattern path = rule.path();
      for (int i = 0; path != null && i < path.literals(); i++) {
        at = at.children.computeIfAbsent(path.segments().get(i).literal(), name -> new Draft<>());
      }
      at.rules.add(rule);
    }
    return new PathTrie<>(root, List.of());
  }

  /** The rules that may match a path, in order. */
  List<Rule<R, D>> candidates(String path) {
    PathTrie<R, D> node = this;
    int from = 1;
    while (from <= path.length() && !node.children.isEmpty()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      int child = node.child(path, from, to);
      if (child < 0) {
        break;
      }
      node = node.children.get(child);
      from = to + 1;
    }
    return node.rules;
  }

  private int child(String path, int from, int to) {
    int slot = hash(path, from, to) & (names.length - 1);
    for (String name; (name = names[slot]) != null; slot = (slot + 1) & (names.length - 1)) {
      if (name.length() == to - from && path.startsWith(name, from)) {
        return childOf[slot];
      }
    }
    return -1;
  }

  private static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash ^ (hash >>> 16);
  }
}
