/** YAML and JSON for {@link io.lb4j.endpoint.FileSource} and for configuration. */
@NullMarked
package io.lb4j.yaml;

import org.jspecify.annotations.NullMarked;
