/**
 * Hash functions whose values are part of the contract: the same key gives the same number in every
 * process, release and language.
 */
@NullMarked
package io.lb4j.hash;

import org.jspecify.annotations.NullMarked;
