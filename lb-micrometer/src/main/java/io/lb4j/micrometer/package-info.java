/** What a balancer does, as Micrometer meters. */
@NullMarked
package io.lb4j.micrometer;

import org.jspecify.annotations.NullMarked;
