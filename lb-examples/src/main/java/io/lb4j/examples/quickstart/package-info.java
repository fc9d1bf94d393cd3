/** What happens behind the {@code quickstart} command. */
@NullMarked
package io.lb4j.examples.quickstart;

import org.jspecify.annotations.NullMarked;
