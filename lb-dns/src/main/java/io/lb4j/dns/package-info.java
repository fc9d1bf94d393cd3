/**
 * Endpoints from DNS: {@link io.lb4j.dns.DnsSource}. Names are resolved by dnsjava; the JVM's own
 * resolver and its cache are not used.
 */
@NullMarked
package io.lb4j.dns;

import org.jspecify.annotations.NullMarked;
