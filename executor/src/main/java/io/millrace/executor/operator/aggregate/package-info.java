/** What aggregates remember of a group: exact sums, counts and extremes, all of which can take rows back. */
package io.millrace.executor.operator.aggregate;
