/** Wires a balancer into an OkHttp client. */
@NullMarked
package io.lb4j.okhttp;

import org.jspecify.annotations.NullMarked;
