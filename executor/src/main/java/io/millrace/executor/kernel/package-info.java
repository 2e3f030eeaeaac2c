/** Generated code: what a kernel is, how its source is compiled and shared. */
package io.millrace.executor.kernel;
