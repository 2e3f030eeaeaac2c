/** Expressions to the Java source of kernels. */
package io.millrace.planner.kernel;
