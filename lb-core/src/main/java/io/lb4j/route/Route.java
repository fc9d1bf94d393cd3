package io.lb4j.route;

/**
 * Where a router sends requests, under the name that it has in messages.
 *
 * @param name of the rule; {@code otherwise} of the default
 * @param destination what the user gave
 * @param <D> destinations
 */
public record Route<D>(String name, D destination) {}
