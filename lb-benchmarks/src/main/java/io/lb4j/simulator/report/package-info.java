/**
 * The committed report: every policy in every scenario, as a page, plots and a table for programs.
 *
 * <p>Runs give {@link io.lb4j.simulator.report.KeyFigures}; page and most plots are made of these
 * alone, so what is committed can be checked without running everything again.
 */
@NullMarked
package io.lb4j.simulator.report;

import org.jspecify.annotations.NullMarked;
