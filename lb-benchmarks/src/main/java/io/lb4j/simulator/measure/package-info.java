/** What a run showed: counted while it goes on, immutable afterwards. */
@NullMarked
package io.lb4j.simulator.measure;

import org.jspecify.annotations.NullMarked;
