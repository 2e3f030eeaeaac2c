/** What operators keep that look at rows in an order: partitions of ordered rows, and what changed in them in a tick. */
package io.millrace.executor.operator.ordered;
