/** How long a row takes from where it is offered to where its effect can be read. */
package io.millrace.benchmarks.latency;
