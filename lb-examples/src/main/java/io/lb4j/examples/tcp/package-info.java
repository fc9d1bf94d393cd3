/** Connections that are not HTTP: sockets, datagrams, a database driver. */
@NullMarked
package io.lb4j.examples.tcp;

import org.jspecify.annotations.NullMarked;
