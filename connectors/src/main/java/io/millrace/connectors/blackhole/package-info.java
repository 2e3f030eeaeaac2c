/** A sink that takes all and keeps nothing, to measure what a query costs without its result. */
package io.millrace.connectors.blackhole;
