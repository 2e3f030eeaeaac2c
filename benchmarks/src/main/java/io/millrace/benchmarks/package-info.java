/** How fast the parts are, beside hand-written code that does the same. */
package io.millrace.benchmarks;
