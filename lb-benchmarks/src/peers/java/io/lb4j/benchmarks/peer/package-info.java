/** Other libraries' load balancers, each driven without a network, behind one small interface. */
@NullMarked
package io.lb4j.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
