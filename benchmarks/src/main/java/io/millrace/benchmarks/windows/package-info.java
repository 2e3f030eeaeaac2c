/** What windows cost. */
package io.millrace.benchmarks.windows;
