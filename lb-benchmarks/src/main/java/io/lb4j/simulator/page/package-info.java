/** Results as a page for a browser. */
@NullMarked
package io.lb4j.simulator.page;

import org.jspecify.annotations.NullMarked;
