/** Row patterns: searches over the ordered rows of partitions, kept up to date, for MATCH_RECOGNIZE. */
package io.millrace.executor.operator.pattern;
