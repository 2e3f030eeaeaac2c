/** The Nexmark queries, as users would run them: SQL over the generator, into a sink that keeps nothing and into a view. */
package io.millrace.benchmarks.nexmark;
