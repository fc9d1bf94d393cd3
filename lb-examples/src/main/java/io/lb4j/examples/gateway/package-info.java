/** A small HTTP reverse proxy, and what happens when one of its backends dies under load. */
@NullMarked
package io.lb4j.examples.gateway;

import org.jspecify.annotations.NullMarked;
