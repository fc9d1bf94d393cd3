/** A page that shows two policies under the same traffic, and lets who watches make trouble. */
@NullMarked
package io.lb4j.examples.demo;

import org.jspecify.annotations.NullMarked;
