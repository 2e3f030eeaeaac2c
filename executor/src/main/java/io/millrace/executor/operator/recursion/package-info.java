/** Relations that are computed from themselves: which rows each iteration has, kept up to date. */
package io.millrace.executor.operator.recursion;
