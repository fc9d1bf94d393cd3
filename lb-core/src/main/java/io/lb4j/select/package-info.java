/**
 * Which endpoint takes the next request: {@link io.lb4j.select.SelectionPolicy} and the policies
 * that come with lb4j, {@link io.lb4j.select.SelectionPolicies}.
 */
@NullMarked
package io.lb4j.select;

import org.jspecify.annotations.NullMarked;
