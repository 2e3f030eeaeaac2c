/** The plan of a query as the executor runs it: what a planner hands over and a circuit is built from. */
package io.millrace.executor.plan;
