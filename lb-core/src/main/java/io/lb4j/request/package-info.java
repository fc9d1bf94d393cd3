/**
 * What a caller says about one request ({@link io.lb4j.request.SelectionContext}) and about how it
 * went ({@link io.lb4j.request.Outcome}).
 */
@NullMarked
package io.lb4j.request;

import org.jspecify.annotations.NullMarked;
