/** What a change of a view's input costs, however much the view keeps. */
package io.millrace.benchmarks.cost;
