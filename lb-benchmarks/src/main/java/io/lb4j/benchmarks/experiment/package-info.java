/** Experiments in virtual time: the production balancer among simulated servers. */
package io.lb4j.benchmarks.experiment;
