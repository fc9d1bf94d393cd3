package io.lb4j.route;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the rules that may match by host, then by path. For each host, and each domain, that a rule
 * names there is a trie of all the rules that concern it, so that one look-up finds all.
 */
final class RouteTable<R, D> {

  private final Map<String, PathTrie<R, D>> hosts = new HashMap<>();
  private final Map<String, PathTrie<R, D>> domains = new HashMap<>();
  private final PathTrie<R, D> others;

  RouteTable(List<Rule<R, D>> rules) {
    Set<HostPattern> named = new HashSet<>();
    for (Rule<R, D> rule : rules) {
      HostPattern host = rule.host();
      if (host != null && named.add(host)) {
        (host.suffix() ? domains : hosts)
            .put(host.name(), PathTrie.of(rules.stream().filter(r -> concerns(r, host)).toList()));
      }
    }
    this.others = PathTrie.of(rules.stream().filter(rule -> rule.host() == null).toList());
  }

  private static <R, D> boolean concerns(Rule<R, D> rule, HostPattern host) {
    return rule.host() == null || rule.host().covers(host);
  }

  /** The rules that may match, in order. */
  List<Rule<R, D>> candidates(String normalHost, String path) {
    return trie(normalHost).candidates(path);
  }

  private PathTrie<R, D> trie(String host) {
    PathTrie<R, D> exact = hosts.get(host);
    if (exact != null) {
      return exact;
    }
    if (!domains.isEmpty()) {
      // The longest domain first: its trie has the rules of those above it.
      for (int dot = host.indexOf('.', 1); dot > 0; dot = host.indexOf('.', dot + 1)) {
        PathTrie<R, D> domain = domains.get(host.substring(dot));
        if (domain != null) {
          return domain;
        }
      }
    }
    return others;
  }
}
