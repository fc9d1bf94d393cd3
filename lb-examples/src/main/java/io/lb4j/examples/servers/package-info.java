/** Real servers on the loopback interface that the examples slow down, kill and bring back. */
@NullMarked
package io.lb4j.examples.servers;

import org.jspecify.annotations.NullMarked;
