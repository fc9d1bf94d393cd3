package io.lb4j.okhttp;

import java.net.URI;

/**
 * Whom a probe asks; a request's tag.
 *
 * @param uri the endpoint's own URI, by which a proxy is chosen
 * @param destination where it answers probes
 */
record ProbeTarget(URI uri, Destination destination) {}
