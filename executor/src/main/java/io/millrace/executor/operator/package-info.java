/** Incremental operators: input deltas to output deltas, one operator a class. */
package io.millrace.executor.operator;
