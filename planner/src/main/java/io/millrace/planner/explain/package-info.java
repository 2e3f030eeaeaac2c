/** Plans as text, for EXPLAIN and for recorded plans in tests. */
package io.millrace.planner.explain;
