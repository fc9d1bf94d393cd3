/**
 * Which endpoint a session is bound to: where bindings are kept, and what holds when an endpoint
 * goes. Knows endpoints by their ids only.
 */
@NullMarked
package io.lb4j.affinity;

import org.jspecify.annotations.NullMarked;
