/** Batches of rows as columns of primitive arrays: what flows between operators. */
package io.millrace.executor.column;
